import { describe, expect, test } from 'vitest';
import { CacheProfile, Metrics, type NodeLocalDnsCacheProps } from '../../src';
import { dashboardOf } from '../../src/monitoring/dashboard';
import { cacheOf } from '../helpers';

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description: string;
  readonly datasource?: { readonly uid: string };
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly fieldConfig: { readonly defaults: { readonly unit: string } };
  readonly targets: { readonly expr: string; readonly refId: string }[];
}

function panelsOf(props?: NodeLocalDnsCacheProps): Panel[] {
  return dashboardOf(cacheOf(props)).panels as Panel[];
}

const graphsOf = (props?: NodeLocalDnsCacheProps) => panelsOf(props).filter(({ type }) => type !== 'row');
const overlap = (one: Panel['gridPos'], other: Panel['gridPos']) =>
  one.x < other.x + other.w && other.x < one.x + one.w && one.y < other.y + other.h && other.y < one.y + one.h;

describe.each([
  ['FULL', {}],
  ['LIGHT', { metrics: Metrics.LIGHT }],
  ['RESILIENT', { cache: CacheProfile.RESILIENT }],
])('the dashboard of a cache, %s', (_, props) => {
  test('has panels with distinct numbers that lie side by side, none upon another', () => {
    const panels = panelsOf(props);

    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    for (const [index, { gridPos }] of panels.entries()) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      for (const other of panels.slice(index + 1)) expect(overlap(gridPos, other.gridPos)).toBe(false);
    }
  });

  test('says in each panel what it shows, and in which unit, from the data source that the user picks', () => {
    for (const { title, description, datasource, fieldConfig, targets } of graphsOf(props)) {
      expect([title, description]).toEqual([expect.stringMatching(/./), expect.stringMatching(/^[A-Z]/)]);
      expect(datasource?.uid).toBe('$datasource');
      expect(fieldConfig.defaults.unit).toMatch(/^(reqps|ops|percentunit|s|bytes|short)$/);
      expect(targets.map(({ refId }) => refId)).toEqual(['A', 'B', 'C'].slice(0, targets.length));
    }
  });

  test('shows the picked nodes of one cache alone', () => {
    for (const { targets } of graphsOf({ ...props, name: 'dns', namespace: 'tenant' })) {
      for (const { expr } of targets) {
        const selectors = expr.match(/\w+\{[^}]*\}/g) ?? [];

        expect(selectors.length).toBeGreaterThan(0);
        for (const selector of selectors) {
          expect(selector).toMatch(/^\w+\{job="dns", namespace="tenant", node=~"\$node"[,}]/);
        }
      }
    }
  });

  test('shows counters as rates', () => {
    for (const { targets } of graphsOf(props)) {
      for (const { expr } of targets) expect(expr).not.toMatch(/(?<!(?:rate|increase)\()\b\w+_(total|count|bucket)\{/);
    }
  });
});

test('LIGHT leaves out the panels of what it does not count', () => {
  const full = graphsOf().map(({ title }) => title);
  const light = graphsOf({ metrics: Metrics.LIGHT }).map(({ title }) => title);

  expect(full.filter((title) => !light.includes(title))).toEqual(['By type', 'By code', 'SERVFAIL', 'Time to answer']);
  expect(JSON.stringify(panelsOf({ metrics: Metrics.LIGHT }))).not.toContain('coredns_dns_');
});

test('the variables are the data source, and the nodes of the cache', () => {
  const { list } = dashboardOf(cacheOf()).templating as { list: { name: string; query: string }[] };

  expect(list.map(({ name, query }) => [name, query])).toEqual([
    ['datasource', 'prometheus'],
    ['node', 'label_values(coredns_cache_requests_total{job="node-local-dns", namespace="kube-system"}, node)'],
  ]);
});

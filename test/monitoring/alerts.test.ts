import { readFileSync } from 'node:fs';
import { Duration } from 'cdk8s';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  NodeLocalDnsAlert as Alert,
  type AlertThresholds,
  Availability,
  CacheProfile,
  Metrics,
  type NodeLocalDnsCacheProps,
  NodeLocalDnsMonitoring,
  type NodeLocalDnsMonitoringProps,
} from '../../src';
import { cacheOf } from '../helpers';

interface Rule {
  readonly alert: Alert;
  readonly expr: string;
  readonly for?: string;
  readonly labels: { readonly severity: string };
  readonly annotations: Record<string, string>;
}

function rulesOf(props: Partial<NodeLocalDnsMonitoringProps> = {}, cacheProps: NodeLocalDnsCacheProps = {}): Rule[] {
  const cache = cacheOf({ prometheusAnnotations: false, ...cacheProps });
  return new NodeLocalDnsMonitoring(cache, 'monitoring', { cache, ...props }).prometheusRule.toJson().spec.groups[0]
    .rules;
}

const namesOf = (...args: Parameters<typeof rulesOf>) => rulesOf(...args).map(({ alert }) => alert);

function ruleOf(alert: Alert, ...args: Parameters<typeof rulesOf>): Rule {
  const rule = rulesOf(...args).find((each) => each.alert === alert);
  if (!rule) throw new Error(`there is no ${alert}`);
  return rule;
}

const OLDER = { image: 'registry.example/k8s-dns-node-cache:1.24.0' };
const LIMITED = { resources: { limits: { memory: '200Mi' } } };
/** Caches that together have every alert. */
const CACHES = [{}, OLDER, { cache: CacheProfile.RESILIENT }, LIMITED] satisfies NodeLocalDnsCacheProps[];

describe('the alerts', () => {
  test('of an ordinary cache are all but those that it cannot have', () => {
    const lacking = [Alert.SERVING_STALE, Alert.RELOAD_FAILED];

    expect(namesOf()).toEqual(Object.values(Alert).filter((alert) => !lacking.includes(alert)));
  });

  test.each([
    [Alert.SERVING_STALE, { cache: CacheProfile.RESILIENT }, {}],
    [Alert.RELOAD_FAILED, OLDER, {}],
    [Alert.SERVFAIL, {}, { metrics: Metrics.LIGHT }],
    [Alert.CLUSTER_SERVFAIL, {}, { metrics: Metrics.LIGHT }],
  ])('%s needs a cache that counts what it is about', (alert, having, lacking) => {
    expect(namesOf({}, having)).toContain(alert);
    expect(namesOf({}, lacking)).not.toContain(alert);
  });

  test('can be left out by name', () => {
    const disabledAlerts = [Alert.UNUSED, Alert.SERVING_STALE];

    expect(namesOf({ disabledAlerts })).toEqual(namesOf().filter((alert) => alert !== Alert.UNUSED));
  });

  test.each(CACHES)(
    'of %j look at the series of one cache alone, and name none that CoreDNS no longer has',
    (cacheProps) => {
      for (const { expr } of rulesOf({}, { ...cacheProps, name: 'dns', namespace: 'tenant' })) {
        const selectors = expr.match(/\w+\{[^}]*\}/g) ?? [];

        expect(selectors.length).toBeGreaterThan(0);
        for (const selector of selectors) expect(selector).toMatch(/^\w+\{job="dns", namespace="tenant"[,}]/);
        expect(expr).not.toMatch(/coredns_forward_(request|response|healthcheck_failures)/);
      }
    },
  );

  test.each(CACHES)('of %j have a severity, texts, and a runbook in docs/operations.md', (cacheProps) => {
    const page = readFileSync('docs/operations.md', 'utf8');
    const headings = [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading.toLowerCase());

    for (const { alert, labels, annotations } of rulesOf({}, cacheProps)) {
      expect(labels.severity).toMatch(/^(critical|warning|info)$/);
      expect(annotations.summary).toMatch(/^\S.*\.$/);
      expect(annotations.description).toMatch(/^[A-Z].*\.$/);
      expect(annotations.runbook_url).toMatch(/^https:.*\/docs\/operations\.md#/);
      expect(headings).toContain(annotations.runbook_url.split('#')[1]);
      expect(annotations.runbook_url.split('#')[1]).toBe(alert.toLowerCase());
    }
  });

  test.each(CACHES)('of %j name labels in their texts that their expressions keep', (cacheProps) => {
    for (const { alert, expr, annotations } of rulesOf({}, cacheProps)) {
      const named = [...annotations.summary.matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label);
      const [, kept] = /\bby \(([^)]*)\)/.exec(expr) ?? [undefined, 'node, instance'];

      for (const label of named) expect(`${alert}: ${kept}`).toMatch(new RegExp(`\\b${label}\\b`));
    }
  });
});

describe('a cache that is down', () => {
  test('is critical where the rules of a dead cache stay', () => {
    expect(ruleOf(Alert.DOWN, {}, { availability: Availability.ROLLING }).labels.severity).toBe('critical');
    expect(ruleOf(Alert.DOWN).labels.severity).toBe('warning');
  });
});

describe('the memory', () => {
  test("of a cache with a limit is measured by Go's own", () => {
    const { expr, labels } = ruleOf(Alert.MEMORY, {}, LIMITED);

    expect(expr).toContain('go_gc_gomemlimit_bytes');
    expect(expr).toMatch(/ > 0\.95$/);
    expect(labels.severity).toBe('warning');
  });

  test('of a cache without one is measured by its estimate, in bytes', () => {
    const { expr, labels } = ruleOf(Alert.MEMORY);

    expect(expr).toMatch(new RegExp(` / ${cacheOf().estimatedMemory.toMebibytes() * 1024 ** 2} > 1\\.5$`));
    expect(labels.severity).toBe('info');
  });
});

test("the cluster's own zones are all its domains, with dots that are dots", () => {
  const props = { clusterDomain: 'k8s.example', additionalClusterDomains: ['cluster.local'] };

  expect(ruleOf(Alert.CLUSTER_SERVFAIL, {}, props).expr).toContain('zone=~"k8s[.]example[.]|cluster[.]local[.]"');
});

/** A value for each threshold, the alert that it is for, and how the expression has it. */
const THRESHOLDS: { [T in keyof Required<AlertThresholds>]: [AlertThresholds[T], Alert, string] } = {
  restarts: [7, Alert.RESTARTING, '> 7'],
  usedQueries: [0.25, Alert.UNUSED, '< 0.25'],
  busyQueries: [42, Alert.NODE_BYPASSED, '> 42'],
  nodesWithoutUpstream: [0.75, Alert.UPSTREAMS_DOWN, '> 0.75'],
  upstreamLatency: [Duration.millis(250), Alert.UPSTREAM_SLOW, '> 0.25'],
  upstreamServfailShare: [0.35, Alert.UPSTREAM_SERVFAIL, '> 0.35'],
  servfailShare: [0.45, Alert.SERVFAIL, '> 0.45'],
  clusterServfailShare: [0.55, Alert.CLUSTER_SERVFAIL, '> 0.55'],
  staleShare: [0.65, Alert.SERVING_STALE, '> 0.65'],
  rejectedQueries: [17, Alert.REJECTING, '> 17'],
  memoryShare: [1.25, Alert.MEMORY, '> 1.25'],
  hitShareLeft: [0.85, Alert.HIT_SHARE_COLLAPSED, '< 0.85 *'],
  evictionShare: [0.15, Alert.CACHE_TOO_SMALL, '> 0.15'],
};

describe('the threshold', () => {
  test.each(Object.entries(THRESHOLDS))('%s gets into its alert', (name, [value, alert, expected]) => {
    const cacheProps = { cache: CacheProfile.RESILIENT };

    expect(ruleOf(alert, {}, cacheProps).expr).not.toContain(expected);
    expect(ruleOf(alert, { thresholds: { [name]: value } }, cacheProps).expr).toContain(expected);
  });

  test('nodesWithoutUpstream gets into both alerts that divide the nodes', () => {
    const thresholds = { nodesWithoutUpstream: 0.75 };

    expect(ruleOf(Alert.NODE_UPSTREAMS_DOWN, { thresholds }).expr).toMatch(/> 0\.75$/);
  });

  test('whatever it is, no other text than a number', () => {
    const share = fc.double({ min: 0, max: 1, minExcluded: true, noNaN: true });
    fc.assert(
      fc.property(share, (servfailShare) => {
        expect(ruleOf(Alert.SERVFAIL, { thresholds: { servfailShare } }).expr).toMatch(/ > \d+(\.\d+)?(e-\d+)?\n/);
      }),
      { numRuns: 20 },
    );
  });
});

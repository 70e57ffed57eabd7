import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NodeLocalDnsAlert } from '../../src';
import { ALERT_CASES } from './alert-cases';
import { CACHES, type CacheName, expressionsOf, monitoringOf } from './caches';
import { type Case, promtool, testCase, writeRules } from './promtool';
import { SCENARIOS } from './scenario-cases';

let directory: string;
const files = {} as Record<CacheName, string>;

interface Rule {
  readonly alert: string;
  readonly expr: string;
}

function rulesOf(cache: CacheName): Rule[] {
  return monitoringOf(cache).prometheusRule.toJson().spec.groups[0].rules;
}

const NAMES = Object.keys(CACHES) as CacheName[];

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'rules-'));
  for (const cache of NAMES) {
    files[cache] = writeRules(join(directory, `${cache}.json`), monitoringOf(cache).prometheusRule.toJson().spec);
  }
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

describe('promtool', () => {
  test.each(NAMES)('finds no fault with the rules of the cache %s', async (cache) => {
    expect(await promtool('check', 'rules', '--lint=all', '--lint-fatal', files[cache])).toBeUndefined();
  });

  test.each(NAMES)('reads every expression of the dashboard of the cache %s', async (cache) => {
    const rules = expressionsOf(cache, '2m').map((expr, index) => ({ record: `panel:${index}`, expr }));
    const file = writeRules(join(directory, `${cache}-dashboard.json`), { groups: [{ name: 'dashboard', rules }] });

    expect(rules.length).toBeGreaterThan(20);
    expect(await promtool('check', 'rules', file)).toBeUndefined();
  });
});

describe('every alert', () => {
  test('exists for some cache here, and has its cases', () => {
    const existing = new Set(NAMES.flatMap((cache) => rulesOf(cache).map(({ alert }) => alert)));

    expect([...existing].sort()).toEqual(Object.values(NodeLocalDnsAlert).sort());
    expect(Object.keys(ALERT_CASES).sort()).toEqual([...existing].sort());
  });

  const cases = Object.entries(ALERT_CASES).flatMap(([alert, { cache = 'full', fires, silent, minute = 40, step }]) => [
    caseOf(fires, [alert], { cache, minute, step }),
    ...silent.map((each) => caseOf(each, [], { cache, minute, step })),
  ]);
  runAll(cases);
});

describe('a cluster that is', () => runAll(SCENARIOS));

type CaseOfCache = Case & { readonly cache: CacheName };

function caseOf(
  [title, recording]: (typeof ALERT_CASES)[NodeLocalDnsAlert]['fires'],
  fires: string[],
  others: Pick<CaseOfCache, 'cache' | 'minute' | 'step'>,
): CaseOfCache {
  return { title, recording, fires, ...others };
}

function runAll(cases: readonly CaseOfCache[]) {
  test.concurrent.each(cases.map((each, index) => [each.title, each.fires.join(' and ') || 'nothing', index] as const))(
    '%s: %s fires',
    async (title, _, index) => {
      const { cache, ...given } = cases[index];

      expect(await testCase(directory, title.replaceAll(/\W/g, '-'), files[cache], given)).toBeUndefined();
    },
  );
}

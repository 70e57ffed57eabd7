import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Availability } from '../../src';
import { removeLinks, restart } from '../drills/caches';
import { FAIL_OPEN, REDUNDANT, SURGE, UNPRIVILEGED } from '../drills/configurations';
import { describeDrills } from '../drills/describe';
import { DRILLS, type DrillName } from '../drills/drills';
import { forgetDnat } from '../drills/faults';
import { KUBE_DNS, LOCAL_DNS } from '../harness/addresses';
import { SITE_NAMES } from '../harness/cluster-dns';
import { install, remove } from '../harness/install';
import { metric } from '../harness/metrics';
import { ClientPod } from '../harness/pods';
import { PATIENCE, sh } from '../harness/process';
import { CACHE_ADDRESSES, RAW_RULES, synthesizedHere } from '../harness/variants';

const IPVS = CACHE_ADDRESSES.length === 1;
const NAME = 'www.example.org';
const ruleCounts = () =>
  ['raw', 'filter', 'nat'].map((table) => {
    const rules = sh('iptables', ['-t', table, '-S']).split('\n');
    return rules.filter((rule) => rule.includes('node-local-dns fail-open')).length;
  });

/** Conntrack entries of pods' queries to the cache's addresses. Only queries that went on to kube-dns are tracked. */
function trackedQueries(): string[] {
  const toCache = CACHE_ADDRESSES.map((address) => ` dst=${address} `);
  const fromPods = sh('conntrack', ['-L'])
    .split('\n')
    .filter((entry) => entry.includes(' src=10.88.'));
  return fromPods.filter((entry) => toCache.some((address) => entry.includes(address)));
}

describe.each([
  [FAIL_OPEN, 1],
  [UNPRIVILEGED.failOpen, 1],
  [SURGE, 1],
  [REDUNDANT, 2],
])('availability $name', ({ name, manifest }, caches) => {
  const requests = async () => {
    const counts = Array.from({ length: caches }, (_, index) =>
      metric(LOCAL_DNS, 'coredns_dns_requests_total', '', 9253 + index),
    );
    return (await Promise.all(counts)).reduce((sum, count) => sum + count);
  };
  let pod: ClientPod;

  beforeAll(async () => {
    await install(manifest);
    pod = await ClientPod.start('availability');
  });
  afterAll(async () => {
    await pod.delete();
    await remove(manifest);
    removeLinks();
    forgetDnat();
  });

  test('its rules are there, and none of node-cache', () => {
    const perCache = [RAW_RULES.failOpen * CACHE_ADDRESSES.length, 4 * CACHE_ADDRESSES.length, IPVS ? 2 : 0];
    expect(ruleCounts()).toEqual(perCache.map((count) => count * caches));
    for (const table of ['raw', 'filter']) expect(sh('iptables', ['-t', table, '-S'])).not.toContain('NodeLocal DNS');
  });

  test('the cache answers, and no query leaves a conntrack entry', async () => {
    const before = await requests();
    sh('conntrack', ['-F']);
    for (let times = 0; times < 5; times++) expect(await pod.resolve(NAME)).toEqual([SITE_NAMES[NAME]]);
    await pod.run('dig', '+tcp', NAME);
    expect((await requests()) - before).toBeGreaterThanOrEqual(6);
    expect(trackedQueries()).toEqual([]);
  });

  test.runIf(!IPVS)("the node's own lookups go to kube-dns", async () => {
    const before = await requests();
    for (const more of [[], ['+tcp']]) {
      expect(sh('dig', [`@${KUBE_DNS}`, '+short', '+tries=1', ...more, NAME]).trim()).toBe(SITE_NAMES[NAME]);
    }
    expect(await requests()).toBe(before);
  });

  // On a slow kernel these drills take minutes, so only the drills below run there.
  const overlaps = !name.startsWith('fail-open') && PATIENCE === 1;
  test.runIf(overlaps)('a rolling restart sends no query to kube-dns', async () => {
    sh('conntrack', ['-F']);
    const probe = await pod.probe(NAME, { every: 0.1 });
    await restart();
    expect((await probe.stop(3)).failed).toEqual([]);
    expect(trackedQueries()).toEqual([]);
  });

  test.runIf(overlaps)('no lookup fails when it takes over from ROLLING', async () => {
    await install(synthesizedHere({ availability: Availability.ROLLING }));
    const probe = await pod.probe(NAME, { every: 0.1 });
    await install(manifest);
    expect((await probe.stop(3)).failed).toEqual([]);
    await restart();
  });
});

const only = (...names: DrillName[]) => DRILLS.filter(([name]) => names.includes(name));
describeDrills(
  FAIL_OPEN,
  PATIENCE === 1
    ? DRILLS.filter(([, { quick }]) => quick)
    : only('SIGKILL, with another process on 0.0.0.0:53', 'update to another image tag', '`kubectl delete`'),
);
describeDrills(
  UNPRIVILEGED.failOpen,
  only('SIGKILL, with another process on 0.0.0.0:53', 'update to another image tag'),
);
// Its rules are node-cache's own.
describeDrills(UNPRIVILEGED.rolling, only('rules flushed by hand'));
describeDrills(SURGE, only('update to another image tag'));
describeDrills(REDUNDANT, only('OOM kill', 'update to another image tag'));

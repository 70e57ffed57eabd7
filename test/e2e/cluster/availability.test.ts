import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration } from 'cdk8s';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Availability, CacheProfile } from '../../../src';
import { KUBE_DNS, LOCAL_DNS } from '../lab/addresses';
import { SITE_NAMES } from '../lab/cluster-dns';
import { apply, install, nodeCachePid, remove } from '../lab/install';
import { kubectl } from '../lab/kubectl';
import { metric } from '../lab/metrics';
import { linkExists } from '../lab/node-cache-process';
import { ClientPod, type Probe } from '../lab/pods';
import { daemon, endDaemon, LOGS, PATIENCE, STATE, sh, sleep, until } from '../lab/process';
import { program } from '../lab/programs';
import { record } from '../lab/report';
import { CACHE_ADDRESSES, ORDINARY_NAMESERVER, synthesizedHere } from '../lab/variants';

const IPVS = CACHE_ADDRESSES.length === 1;
const NAME = 'www.example.org';
const AVAILABILITIES = [Availability.ROLLING, Availability.FAIL_OPEN, Availability.SURGE, Availability.REDUNDANT].map(
  (each) => [each.name, each] as const,
);
const SYSTEM = '--namespace=kube-system';
const rules = (table: string) =>
  sh('iptables', ['-t', table, '-S'])
    .split('\n')
    .filter((rule) => rule.includes('node-local-dns fail-open'));
const ruleCounts = () => ['raw', 'filter', 'nat'].map((table) => rules(table).length);

/** What tracked queries of pods to the cache's addresses leave behind: those that went on to kube-dns. */
function trackedQueries(): string[] {
  const toCache = CACHE_ADDRESSES.map((address) => ` dst=${address} `);
  // The kubelet's probes are tracked; they are few, and end.
  const fromPods = sh('conntrack', ['-L'])
    .split('\n')
    .filter((entry) => entry.includes(' src=10.88.'));
  return fromPods.filter((entry) => toCache.some((address) => entry.includes(address)));
}

/** The same drills for all, so that the report has them side by side; all but ROLLING promise that none fails. */
describe.each(AVAILABILITIES)('availability %s', (_, availability) => {
  const manifest = synthesizedHere({ availability });
  const promised = availability.failsOpen;
  const instances = availability.redundant ? ['', '-b'] : [''];
  const daemonSets = instances.map((suffix) => `daemonset/node-local-dns${suffix}`);
  const ALL_RULES = [4, 4, IPVS ? 2 / CACHE_ADDRESSES.length : 0].map(
    (count) => count * CACHE_ADDRESSES.length * instances.length,
  );
  const requests = async () => {
    const counts = instances.map((_, index) => metric(LOCAL_DNS, 'coredns_dns_requests_total', '', 9253 + index));
    return (await Promise.all(counts)).reduce((sum, count) => sum + count);
  };
  /** As pods are without our doing. */
  let pod: ClientPod;

  /** Runs a drill while the pod looks a name up some 30 to 50 times a second, and records what it noticed. */
  async function drill(what: string, body: () => Promise<unknown>): Promise<Probe> {
    const probe = pod.probe(NAME, { every: 0.01, atMostSeconds: 300 });
    await sleep(1);
    await body();
    await probe.stop(3);
    const { failed, lookups, slowest } = probe;
    record(`${availability.name}: ${what}: failed lookups`, `${failed.length} of ${lookups.length}`);
    record(`${availability.name}: ${what}: outage, slowest lookup`, `${probe.outage.toFixed(2)}, ${slowest}`, 's');
    expect(lookups.length).toBeGreaterThan(5);
    if (promised) expect(failed).toEqual([]);
    return probe;
  }

  const pods = () => kubectl(SYSTEM, 'get', 'pods', '--output=name');
  const cachePods = async () => (await pods()).split('\n').filter((name) => name.startsWith('pod/node-local-dns'));
  /** Two DaemonSets at the same time. A new pod has no back-off from what happened to the old one. */
  const restart = async () => {
    await kubectl(SYSTEM, 'rollout', 'restart', ...daemonSets);
    for (const each of daemonSets) await kubectl(SYSTEM, 'rollout', 'status', each, `--timeout=${60 * PATIENCE}s`);
    const replaced = async () => (await cachePods()).length === instances.length;
    await until('the old pods are gone', replaced, { seconds: 60 });
  };
  /** Kills node-cache and waits until the kubelet, whose back-off doubles, has started it again. */
  const kill = async () => {
    const killed = await nodeCachePid();
    process.kill(killed, 'SIGKILL');
    const serves = async () => (await nodeCachePid()) !== killed && (await metric(LOCAL_DNS, 'coredns_build_info')) > 0;
    await until('node-cache serves again', serves, { seconds: 60 });
    await sleep(2);
  };
  const corefile = () =>
    kubectl(SYSTEM, 'exec', 'daemonset/node-local-dns', '-c', 'node-cache', '--', 'cat', '/etc/Corefile');

  beforeAll(async () => {
    await install(manifest);
    pod = await ClientPod.start('availability');
  });
  afterAll(() => pod.delete());

  test.runIf(promised)('its rules are there, and none of node-cache', async () => {
    expect(ruleCounts()).toEqual(ALL_RULES);
    for (const table of ['raw', 'filter']) expect(sh('iptables', ['-t', table, '-S'])).not.toContain('NodeLocal DNS');
  });

  test.runIf(promised)('the cache answers, and no query leaves a conntrack entry', async () => {
    const before = await requests();
    sh('conntrack', ['-F']);
    for (let times = 0; times < 5; times++) expect(await pod.resolve(NAME)).toEqual([SITE_NAMES[NAME]]);
    await pod.run('dig', '+tcp', NAME);
    expect((await requests()) - before).toBeGreaterThanOrEqual(6);
    expect(trackedQueries()).toEqual([]);
  });

  test.runIf(promised && !IPVS)("the node's own lookups go to kube-dns", async () => {
    const before = await requests();
    for (const more of [[], ['+tcp']]) {
      expect(sh('dig', [`@${KUBE_DNS}`, '+short', '+tries=1', ...more, NAME]).trim()).toBe(SITE_NAMES[NAME]);
    }
    expect(await requests()).toBe(before);
  });

  test('a rolling restart', async () => {
    sh('conntrack', ['-F']);
    await drill('rolling restart', restart);
    // The next cache serves before the last one stops.
    if (availability.surges) expect(trackedQueries()).toEqual([]);
  });

  test.runIf(availability.surges)('taking over from ROLLING', async () => {
    await install(synthesizedHere({ availability: Availability.ROLLING }));
    await drill('taking over from ROLLING', () => install(manifest));
    await restart();
  });

  test('a changed ConfigMap', async () => {
    const cache = CacheProfile.of({ successTtl: Duration.seconds(25) });
    await drill('ConfigMap change', async () => {
      await apply(synthesizedHere({ availability, cache }));
      await until('the change is there', async () => (await corefile()).includes('success 9984 25'), { seconds: 60 });
    });
    await install(manifest);
  });

  test.runIf(promised)('rules flushed by hand are back within 60 s', async () => {
    await drill('rules flushed', async () => {
      const start = Date.now();
      sh('iptables', ['-t', 'raw', '-F']);
      await until('the rules are back', () => `${ruleCounts()}` === `${ALL_RULES}`, { seconds: 60 / PATIENCE });
      record('fail-open: rules flushed: back after', (Date.now() - start) / 1000, 's');
    });
  });

  test('three SIGKILLs in a row', async () => {
    await drill('three SIGKILLs', async () => {
      for (let times = 0; times < 3; times++) await kill();
    });
    await restart();
  });

  test.runIf(promised)('a process of the node on 0.0.0.0:53 catches no query while the cache is down', async () => {
    const file = join(STATE, 'stranger.conf');
    writeFileSync(
      file,
      '. {\n  bind 0.0.0.0\n  log . "{remote} {type} {name}"\n  template ANY ANY . {\n    rcode REFUSED\n  }\n}\n',
    );
    daemon('stranger', await program('coredns-cluster'), ['-conf', file, '-quiet']);
    const asked = () => sh('dig', ['@127.0.0.1', '+tries=1', 'stranger.example']).includes('REFUSED');
    await until('the stranger answers who asks it', asked);
    await drill('SIGKILL, with a stranger on 0.0.0.0:53', async () => {
      for (let times = 0; times < 2; times++) await kill();
    });
    endDaemon('stranger');
    const log = readFileSync(join(LOGS, 'stranger.log'), 'utf8');
    expect(log).toContain('127.0.0.1 A stranger.example.');
    expect(log).not.toContain('10.88.');
    await restart();
  });

  test('kubectl delete, which leaves no rule, and no interface but where pods overlap', async () => {
    const caches = () => [...sh('ip', ['-o', 'link']).matchAll(/ (nld-[0-9a-f]+):/g)].map(([, name]) => name);
    await drill('kubectl delete', () => remove(manifest));
    // The DNAT to kube-dns, for pods that were told the local IP.
    expect(ruleCounts()).toEqual([0, 0, promised && IPVS ? 2 : 0]);
    expect(linkExists('nodelocaldns')).toBe(false);
    expect(caches()).toHaveLength(availability.surges ? instances.length : 0);
    if (promised || !IPVS) expect(await pod.resolve(NAME)).toEqual([SITE_NAMES[NAME]]);
    expect(await pod.run('cat', '/etc/resolv.conf')).toContain(`nameserver ${ORDINARY_NAMESERVER}\n`);
    for (const name of caches()) sh('ip', ['link', 'delete', name]);
  });
});

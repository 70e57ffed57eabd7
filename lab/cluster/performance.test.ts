import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TWELVE_NAMES } from '../../bench/dns/workloads';
import { LOCAL_DNS } from '../harness/addresses';
import { CLUSTER_COREFILE, clusterDns } from '../harness/cluster-dns';
import { example, install, remove } from '../harness/install';
import { field, kubectlWith } from '../harness/kubectl';
import { metric } from '../harness/metrics';
import { ClientPod, type Performance } from '../harness/pods';
import { PATIENCE, until } from '../harness/process';
import { record } from '../harness/report';
import { EXAMPLE } from '../harness/variants';

const manifest = example(EXAMPLE);
const SECONDS = 10;

const QUESTIONS = TWELVE_NAMES.map((name) => `${name} A`);

/** A cluster DNS that is 5 ms away. `erratic` answers every query with this address, but never reports ready. */
const SLOW_ADDRESS = '192.0.2.53';
const SLOW_COREFILE = `.:53 {
  health
  reload 2s 1s
  erratic {
    drop 0
    truncate 0
    delay 1 5ms
  }
}
ready.lab:53 {
  ready
}
`;

// nftables mode alone: the tests of iptables mode already take longer, and kube-proxy has no part in the cache's answers. On a
// slow kernel the figures would say nothing about the cache.
describe.runIf(process.env.LAB_PROXY_MODE !== 'iptables' && PATIENCE === 1).each([
  ['0 ms', CLUSTER_COREFILE, '192.0.2.7'],
  ['5 ms', SLOW_COREFILE, SLOW_ADDRESS],
])('with a cluster DNS that takes %s', (delay, corefile, address) => {
  let client: ClientPod;
  let direct: Performance;
  let cached: Performance;
  let hitRatio: number;

  beforeAll(async () => {
    await install(manifest);
    client = await ClientPod.start('perf');
    await kubectlWith(clusterDns(corefile), 'apply', '--server-side');
    const coredns = await field('.spec.clusterIP', '--namespace=kube-system', 'service', 'kube-dns-upstream');
    const answer = () => client.run('dig', `@${coredns}`, '+short', 'www.example.org');
    await until('CoreDNS has the Corefile', async () => (await answer()).includes(address), { seconds: 60 });

    const counters = () =>
      Promise.all(['hits', 'requests'].map((counter) => metric(LOCAL_DNS, `coredns_cache_${counter}_total`)));
    direct = await client.dnsperf(coredns, QUESTIONS, SECONDS);
    const [hitsBefore, requestsBefore] = await counters();
    cached = await client.dnsperf(LOCAL_DNS, QUESTIONS, SECONDS);
    const [hits, requests] = await counters();
    hitRatio = (hits - hitsBefore) / (requests - requestsBefore);

    const ratio = (figure: keyof Performance) => (cached[figure] / direct[figure]).toFixed(2);
    record(
      `${delay}: queries/s`,
      `${Math.round(direct.queriesPerSecond)} -> ${Math.round(cached.queriesPerSecond)} (x ${ratio('queriesPerSecond')})`,
    );
    record(
      `${delay}: average latency`,
      `${direct.averageMs.toFixed(2)} -> ${cached.averageMs.toFixed(2)} (x ${ratio('averageMs')})`,
      'ms',
    );
    record(
      `${delay}: p99 latency`,
      `${direct.p99Ms.toFixed(2)} -> ${cached.p99Ms.toFixed(2)} (x ${ratio('p99Ms')})`,
      'ms',
    );
    record(`${delay}: hit ratio`, hitRatio.toFixed(4));
  });
  afterAll(async () => {
    await kubectlWith(clusterDns(), 'apply', '--server-side');
    await client.delete();
    await remove(manifest);
  });

  test('no query is lost on either way', () => {
    expect([direct.lost, cached.lost]).toEqual([0, 0]);
  });

  test('nearly all answers come from the cache', () => {
    expect(hitRatio).toBeGreaterThan(0.99);
  });

  // The report has the figures; they depend on what else runs on the processors.
  test.runIf(delay === '5 ms')('the cache answers sooner', () => {
    expect(cached.averageMs).toBeLessThan(direct.averageMs);
  });
});

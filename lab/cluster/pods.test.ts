import { ApiObject, App, Chart, Testing } from 'cdk8s';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Availability, NodeLocalDnsEgress } from '../../src';
import { cacheOf } from '../../test/helpers';
import { signal } from '../drills/faults';
import { KUBE_DNS, LOCAL_DNS } from '../harness/addresses';
import { SITE_NAMES } from '../harness/cluster-dns';
import { injection, isInjected, LABEL, OPTIONS, putInForce } from '../harness/injection';
import { install, remove, toYaml } from '../harness/install';
import { kubectl, kubectlWith } from '../harness/kubectl';
import { metric } from '../harness/metrics';
import { ClientPod } from '../harness/pods';
import { PATIENCE, sleep, until } from '../harness/process';
import { record } from '../harness/report';
import { CACHE_ADDRESSES, ORDINARY_NAMESERVER, synthesizedHere } from '../harness/variants';

const NAME = 'www.example.org';
/** The time between the kill and the first answer in the document's own drill. */
const DOCUMENT_OUTAGE_SECONDS = 165;
const WAYS = ['podDnsConfig', 'useIn', 'injection'] as const;
/** If the cache has the kube-dns IP too, ROLLING loses both nameservers with it. */
const AVAILABILITIES = [Availability.FAIL_OPEN, ...(CACHE_ADDRESSES.length > 1 ? [] : [Availability.ROLLING])];

/** The part of a pod's spec that useIn writes. */
function useIn(): object {
  const chart = new Chart(new App(), 'pods', { namespace: 'default' });
  new ApiObject(chart, 'pod', { apiVersion: 'v1', kind: 'Pod', spec: {} });
  cacheOf().useIn(chart, OPTIONS);
  return Testing.synth(chart)[0].spec;
}

describe.each(AVAILABILITIES)('pods told by podDnsConfig, useIn or injection, $name', (availability) => {
  const manifest = synthesizedHere({ availability });
  const pods = {} as Record<(typeof WAYS)[number], ClientPod>;

  beforeAll(async () => {
    await install(manifest);
    pods.podDnsConfig = await ClientPod.start('told-by-pod-dns-config', cacheOf().podDnsConfig(OPTIONS));
    pods.useIn = await ClientPod.start('told-by-use-in', useIn());
    await kubectl('label', 'namespace', 'default', `${LABEL}=enabled`);
    await putInForce(injection(), () => isInjected('default'));
    pods.injection = await ClientPod.start('told-by-injection');
  });
  afterAll(async () => {
    await kubectl('label', 'namespace', 'default', `${LABEL}-`);
    await kubectlWith(injection(), 'delete', '--ignore-not-found');
    await Promise.all(Object.values(pods).map((pod) => pod.delete()));
    await remove(manifest);
  });

  test.each(WAYS)('%s: resolv.conf names the cache, then kube-dns', async (way) => {
    const lines = (await pods[way].run('cat', '/etc/resolv.conf')).trim().split('\n');
    const of = (word: string) =>
      lines.filter((line) => line.startsWith(`${word} `)).flatMap((line) => line.split(' ').slice(1));
    expect(of('nameserver')).toEqual([LOCAL_DNS, KUBE_DNS]);
    expect(of('search')).toEqual(['default.svc.cluster.local', 'svc.cluster.local', 'cluster.local']);
    expect(of('options').sort()).toEqual(['ndots:5', 'single-request-reopen', 'timeout:2']);
  });

  test.each(WAYS)('%s: the cache on the local IP answers', async (way) => {
    const requests = () => metric(LOCAL_DNS, 'coredns_dns_requests_total', `server="dns://${LOCAL_DNS}:53"`);
    const before = await requests();
    for (let times = 0; times < 4; times++) expect(await pods[way].resolve(NAME)).toEqual([SITE_NAMES[NAME]]);
    expect(await requests()).toBeGreaterThan(before);
    expect(await pods[way].resolve('kubernetes')).toHaveLength(1);
  });

  test('no lookup fails when the cache is killed', async () => {
    const probes = await Promise.all(WAYS.map((way) => pods[way].probe(NAME, { every: 0.05 * PATIENCE })));
    await sleep(1);
    await signal('SIGKILL');
    for (const [n, probe] of probes.entries()) {
      await probe.stop(2);
      const { failed, lookups, slowest } = probe;
      record(
        `told by ${WAYS[n]}, ${availability.name}: SIGKILL: failed lookups`,
        `${failed.length} of ${lookups.length}`,
      );
      record(`told by ${WAYS[n]}, ${availability.name}: SIGKILL: slowest lookup`, slowest, 's');
      expect(lookups.length).toBeGreaterThan(5);
      expect(failed).toEqual([]);
      expect(slowest).toBeLessThan((DOCUMENT_OUTAGE_SECONDS / 10) * PATIENCE);
    }
  });

  // This test takes more than a minute on a slow kernel, and does not depend on kube-proxy.
  test.runIf(PATIENCE === 1)('without the policy a new pod is as before, and the old one as it was', async () => {
    await kubectlWith(injection(), 'delete');
    await until('the policy is forgotten', async () => !(await isInjected('default')));
    const pod = await ClientPod.start('told-nothing');

    expect(await pod.run('cat', '/etc/resolv.conf')).toMatch(`nameserver ${ORDINARY_NAMESERVER}\n`);
    expect(await pods.injection.run('cat', '/etc/resolv.conf')).toContain(`nameserver ${LOCAL_DNS}\n`);
    expect(await pods.injection.resolve(NAME)).toEqual([SITE_NAMES[NAME]]);
    await pod.delete();
  });
});

test('the API server takes the NetworkPolicies for pods that were told', async () => {
  const chart = new Chart(new App(), 'egress');
  const nodeCidrs = ['10.77.0.0/24'];
  new NodeLocalDnsEgress(chart, 'egress', {
    cache: cacheOf(),
    namespaces: ['default'],
    podSelector: { app: 'web' },
    nodeCidrs,
  });
  const answer = await kubectlWith(toYaml(Testing.synth(chart)), 'apply', '--server-side', '--dry-run=server');
  expect(answer.trim().split('\n')).toHaveLength(2);
});

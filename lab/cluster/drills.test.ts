import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KUBE_DNS, LOCAL_DNS } from '../harness/addresses';
import { startSiteResolvers } from '../harness/cluster-dns';
import { example, install, nodeCachePids, remove } from '../harness/install';
import { kubectl } from '../harness/kubectl';
import { rulesOf } from '../harness/node-cache-process';
import { ClientPod, DOCUMENT_DNS, documentDnsWithFallback } from '../harness/pods';
import type { Probe } from '../harness/probe';
import { endDaemon, PATIENCE, sleep, until } from '../harness/process';
import { record } from '../harness/report';
import { EXAMPLE, RAW_RULES } from '../harness/variants';

const manifest = example(EXAMPLE);
/** The time between the kill and the first answer in the document's own drill. */
const DOCUMENT_OUTAGE_SECONDS = 165;
/** An answer is kept for 30 s, and some seconds are over when the probe starts. On a slow machine the outage is longer. */
const KEPT_SECONDS = 25;

const pods = {} as Record<'ordinary' | 'document' | 'fallback', ClientPod>;

beforeAll(async () => {
  await install(manifest);
  pods.ordinary = await ClientPod.start('ordinary');
  pods.document = await ClientPod.start('document', DOCUMENT_DNS);
  pods.fallback = await ClientPod.start('fallback', documentDnsWithFallback(KUBE_DNS));
  await until('the rules are there', () => rulesOf(LOCAL_DNS, 'raw').length === RAW_RULES.failOpen);
});
afterAll(async () => {
  await Promise.all(Object.values(pods).map((pod) => pod.delete()));
  await remove(manifest);
});

function recordProbe(what: string, probe: Probe) {
  record(`${what}: failed lookups`, `${probe.failed.length} of ${probe.lookups.length}`);
  record(`${what}: longest time without an answer`, probe.gap, 's');
}

function failedWhileKept({ failed }: Probe) {
  return failed.filter(({ at }) => at < KEPT_SECONDS);
}

describe('SIGKILL of node-cache under a lookup every 0.5 s', () => {
  const probes = {} as Record<keyof typeof pods, Probe>;
  beforeAll(async () => {
    for (const [kind, pod] of Object.entries(pods))
      probes[kind as keyof typeof pods] = await pod.probe('www.baidu.com');
    await sleep(2 * PATIENCE);
    process.kill(nodeCachePids()[0], 'SIGKILL');
    await sleep(5 * PATIENCE);
    const recovered = () => Object.values(probes).every(({ lookups }) => lookups.slice(-3).every(({ ok }) => ok));
    await until('three lookups in a row of every pod', recovered, { seconds: 60 });
    for (const [kind, probe] of Object.entries(probes)) {
      await probe.stop(0);
      recordProbe(`SIGKILL, ${kind} pod`, probe);
    }
    record("SIGKILL, the document's own drill: longest time without an answer", DOCUMENT_OUTAGE_SECONDS, 's');
  });

  test.each(['ordinary', 'document', 'fallback'] as const)('the %s pod resolves again by itself', (kind) => {
    expect(probes[kind].lookups.length).toBeGreaterThan(3);
    const last = probes[kind].lookups.reduce((one, other) => (other.at > one.at ? other : one));
    expect(last.ok).toBe(true);
  });

  test('the outage is a small part of what the document measured', () => {
    expect(probes.document.gap).toBeLessThan((DOCUMENT_OUTAGE_SECONDS / 10) * PATIENCE);
  });
});

describe('the cluster DNS scaled to zero', () => {
  const scale = (replicas: number) =>
    kubectl('--namespace=kube-system', 'scale', 'deployment/coredns', `--replicas=${replicas}`);
  const coredns = () =>
    kubectl('--namespace=kube-system', 'get', 'pods', '--selector=k8s-app=kube-dns', '--output=name');

  test('is not noticed by who asks for what the cache has, and ends for the rest when it is back', async () => {
    const name = 'kubernetes.default.svc.cluster.local';
    await pods.document.resolve(name);
    const cached = await pods.document.probe(name);
    await scale(0);
    await until('CoreDNS is gone', async () => (await coredns()) === '');
    expect(await pods.document.resolve('kube-dns.kube-system.svc.cluster.local')).toEqual([]);

    const start = Date.now();
    await scale(1);
    const found = async () => (await pods.document.resolve('kube-dns.kube-system.svc.cluster.local'))[0] === KUBE_DNS;
    await until('names that are not in the cache resolve', found, { seconds: 60 });
    record('cluster DNS scaled to zero and back: answers after', (Date.now() - start) / 1000, 's');
    expect(failedWhileKept(await cached.stop())).toEqual([]);
  });
});

describe("the site's resolver stopped", () => {
  test('is not noticed by who asks for what the cache has, and ends for the rest when it is back', async () => {
    await pods.ordinary.resolve('www.yahoo.com');
    const cached = await pods.ordinary.probe('www.yahoo.com');
    endDaemon('site-resolver');
    expect(await pods.ordinary.resolve('www.aliyun.com')).toEqual([]);

    const start = Date.now();
    await startSiteResolvers();
    const found = async () => (await pods.ordinary.resolve('www.aliyun.com')).length > 0;
    await until('names that are not in the cache resolve', found, { seconds: 60 });
    record('site resolver stopped and back: answers after', (Date.now() - start) / 1000, 's');
    expect(failedWhileKept(await cached.stop())).toEqual([]);
  });
});

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { App, Chart, JsonPatch, Testing } from 'cdk8s';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NodeLocalDnsCache, NodeLocalDnsMonitoring } from '../../src';
import { LOCAL_DNS } from '../harness/addresses';
import { prometheusCrds } from '../harness/crds';
import { install, remove, toYaml } from '../harness/install';
import { field, kubectl, kubectlWith } from '../harness/kubectl';
import { WORK_TREE } from '../harness/machine';
import { KUBECONFIG } from '../harness/pki';
import { ClientPod } from '../harness/pods';
import { sh } from '../harness/process';
import { program } from '../harness/programs';
import { CACHES, type CacheName } from '../monitoring/caches';

/** The objects of a cache, and those that watch it. */
function objectsOf(cache: CacheName, patch?: (monitoring: NodeLocalDnsMonitoring) => void) {
  const chart = new Chart(new App(), 'test');
  const ofCache = new NodeLocalDnsCache(chart, 'nld', { prometheusAnnotations: false, ...CACHES[cache] });
  const monitoring = new NodeLocalDnsMonitoring(chart, 'monitoring', { cache: ofCache });
  patch?.(monitoring);
  const isWatching = ({ kind, data = {} }: { kind: string; data?: object }) =>
    /^(ServiceMonitor|PrometheusRule)$/.test(kind) || 'node-local-dns.json' in data;
  const objects = Testing.synth(chart);
  return {
    cache: toYaml(objects.filter((object) => !isWatching(object))),
    watching: toYaml(objects.filter(isWatching)),
  };
}

const dryRun = (manifest: string) => kubectlWith(manifest, 'apply', '--server-side', '--dry-run=server');

// The API server does not depend on the proxy mode, so these tests run in one.
describe.runIf(process.env.LAB_PROXY_MODE === 'nftables')('monitoring', () => {
  const { cache, watching } = objectsOf('full');
  let client: ClientPod;
  let node: string;

  beforeAll(async () => {
    for (const file of prometheusCrds()) await kubectl('apply', '--server-side', '--filename', file);
    await kubectl('wait', '--for=condition=Established', 'crd', '--all', '--timeout=30s');
    await install(cache);
    await kubectlWith(watching, 'apply', '--server-side');
    client = await ClientPod.start('watched');
    node = await field('.items[0].metadata.name', 'nodes');
  });
  afterAll(async () => {
    await client.delete();
    await kubectlWith(watching, 'delete', '--ignore-not-found');
    await remove(cache);
    for (const file of prometheusCrds()) await kubectl('delete', '--filename', file);
  });

  test.each(Object.keys(CACHES) as CacheName[])(
    "the API server takes the objects with the operator's own definitions, of the cache %s",
    async (name) => {
      expect((await dryRun(objectsOf(name).watching)).trim().split('\n')).toHaveLength(3);
    },
  );

  test('and would refuse a field of another form, or an unknown one', async () => {
    const patched = (path: string, value: unknown) =>
      dryRun(
        objectsOf('full', ({ serviceMonitor }) => serviceMonitor?.addJsonPatch(JsonPatch.add(path, value))).watching,
      );

    await expect(patched('/spec/endpoints/0/interval', '30sec')).rejects.toThrow('interval');
    await expect(patched('/spec/endpoints/0/period', '30s')).rejects.toThrow('period');
  });

  test('the ServiceMonitor selects the Service of the cache, whose endpoint has the metrics', async () => {
    const { key, values } = JSON.parse(
      await field('.spec.selector.matchExpressions[0]', '--namespace=kube-system', 'servicemonitor', 'node-local-dns'),
    );
    const selector = `--selector=${key} in (${values.join(',')})`;
    const services = await field('.items[*].metadata.name', '--namespace=kube-system', 'services', selector);
    const slices = [
      '--namespace=kube-system',
      'endpointslices',
      '--selector=kubernetes.io/service-name=node-local-dns',
    ];
    const address = await field('.items[0].endpoints[0].addresses[0]', ...slices);
    const port = await field('.items[0].ports[0].port', ...slices);

    expect([services, await field('.items[0].ports[0].name', ...slices)]).toEqual(['node-local-dns', 'metrics']);
    expect(await (await fetch(`http://${address}:${port}/metrics`)).text()).toContain('coredns_cache_requests_total{');
  });

  test('the endpoint has every metric of the alerts but those that come with their first event', async () => {
    await client.run('dig', '+short', 'www.example.org');
    await client.run('dig', '+short', 'www.example.org');
    const text = await (await fetch(`http://${LOCAL_DNS}:9253/metrics`)).text();
    const named = new Set([...watching.matchAll(/\b((?:coredns|process|go)_\w+)\{job=/g)].map(([, name]) => name));

    expect([...named].filter((name) => !new RegExp(`^${name}[{ ]`, 'm').test(text)).sort()).toEqual([
      'coredns_cache_evictions_total',
      'coredns_cache_served_stale_total',
      'coredns_proxy_healthcheck_failures_total',
    ]);
  });

  test('the one command of docs/operations.md says whether a node uses its cache', async () => {
    const page = readFileSync(join(WORK_TREE, 'docs/operations.md'), 'utf8');
    const [, block] = /^## Is it used\?$.*?^```sh\n(.*?)^```$/ms.exec(page) ?? [];
    const command = block.replace('NODE=worker-1', `NODE=${node}`);
    const bin = dirname(await program('kubectl'));
    const queries = () => {
      const environment = { ...process.env, KUBECONFIG, PATH: `${bin}:${process.env.PATH}` };
      const lines = sh('sh', ['-c', command], { env: environment }).trim().split('\n');
      return lines.reduce((sum, line) => sum + Number(line.split(' ').pop()), 0);
    };
    const before = queries();
    for (let n = 0; n < 5; n++) await client.run('dig', '+short', `n${n}.example.org`);

    expect(before).toBeGreaterThan(0);
    expect(queries() - before).toBeGreaterThanOrEqual(5);
  });
});

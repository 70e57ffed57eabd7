import { App, Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import {
  Availability,
  KubeletPatch,
  NodeLocalDnsCache,
  type NodeLocalDnsCacheProps,
  NodeLocalDnsInjection,
  ProxyMode,
} from '../../src';
import { standardError } from '../standard-error';

const IPVS: NodeLocalDnsCacheProps = {
  proxyMode: ProxyMode.IPVS,
  localIp: '169.254.25.10',
  clusterDnsIp: '10.96.0.10',
};
const NOBODY =
  'no pod uses the cache unless its kubelet or its dnsConfig names 169.254.25.10: ' +
  'set the prop kubelet, call useIn, or add a NodeLocalDnsInjection';

const said = standardError();
let app: App;
let chart: Chart;
beforeEach(() => {
  app = new App();
  chart = new Chart(app, 'test');
});

const cacheOf = (props: NodeLocalDnsCacheProps) => new NodeLocalDnsCache(chart, 'nld', props);
const annotationsOf = (yaml: string) =>
  yaml.split('\n').filter((line) => line.includes('cdk8s-node-local-dns/warning'));

describe('a cache that no pod would ask', () => {
  test('says so at synth, on standard error and in its manifest', () => {
    cacheOf(IPVS);

    expect(said).toEqual([]);
    expect(annotationsOf(app.synthYaml())).toEqual([`    cdk8s-node-local-dns/warning: "${NOBODY}"`]);
    expect(said).toEqual([`NodeLocalDnsCache test/nld: ${NOBODY}\n`]);
  });

  test('says so in both manifests of REDUNDANT, beside what else may be wrong', () => {
    cacheOf({ ...IPVS, availability: Availability.REDUNDANT, resources: { limits: { memory: '64Mi' } } });

    expect(annotationsOf(app.synthYaml())).toHaveLength(2);
    expect(app.synthYaml()).toMatch(/NodeLocalDnsInjection; the memory limit 64Mi is below/);
  });
});

test.each<[string, NodeLocalDnsCacheProps, (cache: NodeLocalDnsCache) => unknown]>([
  ['a patch of the kubelets', { kubelet: KubeletPatch.auto() }, () => undefined],
  ['useIn', {}, (cache) => cache.useIn(new k8s.KubePod(chart, 'pod', { spec: { containers: [{ name: 'a' }] } }))],
  ['podDnsConfig', {}, (cache) => cache.podDnsConfig()],
  ['an injection', {}, (cache) => new NodeLocalDnsInjection(chart, 'injection', { cache })],
  ['a mode in which pods need not be told', { proxyMode: ProxyMode.NFTABLES }, () => undefined],
])('%s leaves nothing to say', (_, props, tell) => {
  tell(cacheOf({ ...IPVS, ...props }));

  expect(annotationsOf(app.synthYaml())).toEqual([]);
  expect(said).toEqual([]);
});

test('a kube-dns IP that is not given is said once, with the command that prints it', async () => {
  vi.resetModules();
  const { NodeLocalDnsCache } = await import('../../src/index.js');
  for (const name of ['one', 'two']) new NodeLocalDnsCache(new Chart(app, name), 'nld', {});

  expect(said).toEqual([
    "NodeLocalDnsCache one/nld: clusterDnsIp is not given, so it is 10.96.0.10, as in kubeadm's clusters; " +
      "`kubectl -n kube-system get service kube-dns -o jsonpath='{.spec.clusterIP}'` prints that of yours\n",
  ]);
});

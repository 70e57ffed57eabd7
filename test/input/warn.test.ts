import { App, Chart } from 'cdk8s';
import { describe, expect, test, vi } from 'vitest';
import { NodeLocalDnsCache, type NodeLocalDnsCacheProps, NodeLocalDnsInjection, ProxyMode } from '../../src';
import { warn } from '../../src/input/warn';
import { standardError } from '../standard-error';

const said = standardError();

const chart = () => new Chart(new App(), 'test');
const cacheOf = (props: NodeLocalDnsCacheProps = {}) =>
  new NodeLocalDnsCache(chart(), 'nld', { clusterDnsIp: '10.96.0.10', ...props });

describe('a warning', () => {
  test('is a line on standard error', () => {
    warn('NodeLocalDnsCache test/nld', 'look');

    expect(said).toEqual(['NodeLocalDnsCache test/nld: look\n']);
  });

  test('is not there with CI=true', () => {
    vi.stubEnv('CI', 'true');
    warn('NodeLocalDnsCache test/nld', 'look');

    expect(said).toEqual([]);
  });
});

describe('a cache', () => {
  test('says where its DNS pods have to be, in a namespace other than theirs', () => {
    cacheOf({ namespace: 'dns' });

    expect(said).toEqual([
      'NodeLocalDnsCache test/nld: no name of the cluster resolves unless its DNS pods run in dns with the label k8s-app: kube-dns: ' +
        'leave the prop namespace out, or set upstreamSelector\n',
    ]);
  });

  test.each([{}, { namespace: 'dns', upstreamSelector: { app: 'coredns' } }, { nodeSelector: { pool: 'a' } }])(
    'says nothing with %j',
    (props) => {
      cacheOf(props);

      expect(said).toEqual([]);
    },
  );
});

describe.each<[string, string, (cache: NodeLocalDnsCache) => unknown]>([
  [
    'injection',
    'NodeLocalDnsInjection test/injection',
    (cache) => new NodeLocalDnsInjection(chart(), 'injection', { cache }),
  ],
  ['useIn', 'NodeLocalDnsCache test/nld, useIn', (cache) => cache.useIn(chart())],
])('%s', (_, subject, tell) => {
  test('says that pods may run where the cache is not, beside a cache of some nodes', () => {
    tell(cacheOf({ proxyMode: ProxyMode.IPVS, nodeSelector: { pool: 'a', zone: 'b' } }));

    expect(said).toEqual([
      `${subject}: the cache is on nodes with pool=a,zone=b alone, and a pod that may run elsewhere waits there for its fallback; ` +
        'give such pods a nodeSelector or an affinity that says where they run\n',
    ]);
  });

  test.each([{}, { nodeSelector: { 'kubernetes.io/os': 'linux' } }])(
    'says nothing of a cache of all nodes: %j',
    (props) => {
      tell(cacheOf(props));

      expect(said).toEqual([]);
    },
  );
});

import { App, Chart } from 'cdk8s';
import { describe, expect, test } from 'vitest';
import {
  Availability,
  KubeletPatch,
  Metrics,
  NodeLocalDnsCache,
  type NodeLocalDnsCacheProps,
  ProxyMode,
} from '../../src';

const FIRST: NodeLocalDnsCacheProps = { proxyMode: ProxyMode.IPVS };
const SECOND: NodeLocalDnsCacheProps = {
  proxyMode: ProxyMode.IPVS,
  name: 'second',
  upstreamServiceName: 'second-upstream',
  localIp: '169.254.20.11',
  healthPort: 8081,
  metricsPort: 9254,
  setupMetricsPort: 9354,
};

/** The error of a second cache beside a first, in one chart or two. */
function clashesOf(first: NodeLocalDnsCacheProps, second: NodeLocalDnsCacheProps, sameChart = true): string[] {
  const app = new App();
  const chart = new Chart(app, 'one');
  new NodeLocalDnsCache(chart, 'first', first);
  try {
    new NodeLocalDnsCache(sameChart ? chart : new Chart(app, 'two'), 'second', second);
  } catch (error) {
    return (error as Error).message.split('\n  - ').slice(1);
  }
  return [];
}

const CLASH = 'is that of the cache one/first too; write another one, or keep one cache';
/** What only caches of one node cannot share. */
const NODE_CLASH =
  'is that of the cache one/first too; write others, keep one cache, or write a nodeSelector for each with two values of one label';

test('two caches that share nothing are fine', () => {
  expect(clashesOf(FIRST, SECOND)).toEqual([]);
});

test('two caches that patch the kubelets of distinct nodes are fine', () => {
  const kubelet = KubeletPatch.configFile();

  expect(
    clashesOf({ ...FIRST, kubelet, nodeSelector: { pool: 'a' } }, { ...SECOND, kubelet, nodeSelector: { pool: 'b' } }),
  ).toEqual([]);
});

describe('fails on a second cache with', () => {
  test('a kubelet patch, when the nodes have one by the first', () => {
    const second = { ...SECOND, kubelet: KubeletPatch.dropIn() };

    expect(clashesOf({ ...FIRST, kubelet: KubeletPatch.configFile() }, second)).toEqual([
      `kubelet: got '/etc/kubernetes/kubelet.conf.d/99-node-local-dns.conf': ${NODE_CLASH}`,
    ]);
  });

  test('a patch that finds its place on the node, when the nodes have one by the first', () => {
    const kubelet = KubeletPatch.auto();

    expect(clashesOf({ ...FIRST, kubelet }, { ...SECOND, kubelet })).toEqual([
      expect.stringMatching(/^kubelet: got 'auto': is that of the cache one\/first too; /),
    ]);
  });

  test('the same name and namespace in one chart', () => {
    expect(clashesOf(FIRST, { ...SECOND, name: 'node-local-dns' })).toEqual([`name: got 'node-local-dns': ${CLASH}`]);
  });

  test('the same upstream Service', () => {
    expect(clashesOf(FIRST, { ...SECOND, upstreamServiceName: 'kube-dns-upstream' })).toEqual([
      `upstreamServiceName: got 'kube-dns-upstream': ${CLASH}`,
    ]);
  });

  test('the same upstream Service of another selector, in another chart too', () => {
    const second = { ...SECOND, upstreamServiceName: 'kube-dns-upstream', upstreamSelector: { app: 'coredns' } };

    expect(clashesOf({ ...FIRST, name: 'dns-a' }, { ...second, name: 'dns-b' }, false)).toEqual([
      `upstreamServiceName: got 'kube-dns-upstream': ${CLASH}`,
    ]);
  });

  test("a name or an upstream Service that is the other's", () => {
    const { name } = SECOND;

    expect(clashesOf({ ...FIRST, upstreamServiceName: name }, SECOND)).toEqual([`name: got 'second': ${CLASH}`]);
    expect(clashesOf(FIRST, { ...SECOND, upstreamServiceName: 'node-local-dns' })).toEqual([
      `upstreamServiceName: got 'node-local-dns': ${CLASH}`,
    ]);
  });

  test('the same local IP, in another chart too', () => {
    expect(clashesOf(FIRST, { ...SECOND, localIp: '169.254.20.10' }, false)).toEqual([
      `localIp: got '169.254.20.10': ${NODE_CLASH}`,
    ]);
  });

  test('the same local IP in another spelling', () => {
    const clusterDnsIp = 'fd00:10:96::a';
    const second = { ...SECOND, clusterDnsIp, localIp: 'FD00:0::10' };

    expect(clashesOf({ ...FIRST, clusterDnsIp, localIp: 'fd00::10' }, second)).toEqual([
      `localIp: got 'fd00::10': ${NODE_CLASH}`,
    ]);
  });

  test('the same kube-dns IP, where both serve it', () => {
    const proxyMode = ProxyMode.IPTABLES;

    expect(clashesOf({ ...FIRST, proxyMode }, { ...SECOND, proxyMode })).toEqual([
      `clusterDnsIp: got '10.96.0.10': ${NODE_CLASH}`,
    ]);
  });

  test('a port that the first has for something else', () => {
    expect(clashesOf(FIRST, { ...SECOND, healthPort: 9253 })).toEqual([`healthPort: got 9253: ${NODE_CLASH}`]);
  });
});

test('a copy of a cache is one problem, which lists all that the two share', () => {
  expect(clashesOf(FIRST, FIRST)).toEqual([
    "name: got 'node-local-dns': is that of the cache one/first too, as are upstreamServiceName, localIp, healthPort, " +
      'metricsPort, setupMetricsPort; write others, keep one cache, or write a nodeSelector for each with two values of one label',
  ]);
});

test('each neighbour is a problem', () => {
  const chart = new Chart(new App(), 'one');
  new NodeLocalDnsCache(chart, 'first', FIRST);
  new NodeLocalDnsCache(chart, 'second', SECOND);
  const third = { ...SECOND, name: 'third', healthPort: 8080, metricsPort: 9256, setupMetricsPort: 9356 };

  expect(() => new NodeLocalDnsCache(chart, 'third', third)).toThrow(
    /^NodeLocalDnsCache one\/third has 2 wrong values, .*\n {2}- healthPort: got 8080: is that of the cache one\/first too; .*\n {2}- upstreamServiceName: got 'second-upstream': is that of the cache one\/second too, as are localIp; /,
  );
});

describe('fails on a cache beside a redundant one with', () => {
  const first = { ...FIRST, availability: Availability.REDUNDANT };

  test('the name of its second cache', () => {
    expect(clashesOf(first, { ...SECOND, name: 'node-local-dns-b', healthPort: 8090, metricsPort: 9290 })).toEqual([
      `name: got 'node-local-dns-b': ${CLASH}`,
    ]);
  });

  test('a port of its second cache', () => {
    expect(clashesOf(first, { ...SECOND, metricsPort: 9290 })).toEqual([`healthPort: got 8081: ${NODE_CLASH}`]);
  });

  test('a second cache that takes a port of it', () => {
    const { setupMetricsPort, ...second } = SECOND;
    const redundant = { ...second, availability: Availability.REDUNDANT, healthPort: 8079, metricsPort: 9290 };

    expect(clashesOf(FIRST, redundant)).toEqual([`healthPort: got 8079: ${NODE_CLASH}`]);
  });
});

describe('accepts a second cache with', () => {
  test('the same name in another chart, which is another cluster', () => {
    expect(clashesOf(FIRST, FIRST, false)).toEqual([]);
  });

  test('the same upstream Service of the same selector in another chart', () => {
    const upstreamServiceName = 'kube-dns-upstream';
    const selectors = { app: 'coredns', tier: 'dns' };

    expect(clashesOf(FIRST, { ...SECOND, upstreamServiceName }, false)).toEqual([]);
    expect(
      clashesOf(
        { ...FIRST, upstreamSelector: selectors },
        { ...SECOND, upstreamServiceName, upstreamSelector: { tier: 'dns', app: 'coredns' } },
        false,
      ),
    ).toEqual([]);
  });

  test('the same upstream Service of another selector in another namespace', () => {
    const upstream = { upstreamServiceName: 'kube-dns-upstream', upstreamSelector: { app: 'coredns' } };

    expect(clashesOf(FIRST, { ...SECOND, ...upstream, namespace: 'dns' }, false)).toEqual([]);
  });

  test('the same name and Service in another namespace', () => {
    const names = { name: 'node-local-dns', upstreamServiceName: 'kube-dns-upstream', namespace: 'dns' };

    expect(clashesOf(FIRST, { ...SECOND, ...names })).toEqual([]);
  });

  test('no metrics, as the first has none', () => {
    const { metricsPort: _, ...second } = SECOND;
    const metrics = Metrics.NONE;

    expect(clashesOf({ ...FIRST, metrics }, { ...second, metrics })).toEqual([]);
  });

  test('the same ports and local IP on other nodes', () => {
    const second = { ...FIRST, name: 'second', upstreamServiceName: 'second-upstream' };
    const [amd64, arm64] = ['amd64', 'arm64'].map((arch) => ({ nodeSelector: { 'kubernetes.io/arch': arch } }));

    expect(clashesOf({ ...FIRST, ...amd64 }, { ...second, ...arm64 })).toEqual([]);
  });
});

test('a label named like a method of every object does not tell nodes apart', () => {
  const second = { ...SECOND, localIp: '169.254.20.10', nodeSelector: { toString: 'x' } };

  expect(clashesOf(FIRST, second)).toEqual([`localIp: got '169.254.20.10': ${NODE_CLASH}`]);
});

test('a cache that was refused is no neighbour', () => {
  const chart = new Chart(new App(), 'one');
  new NodeLocalDnsCache(chart, 'first', FIRST);
  expect(() => new NodeLocalDnsCache(chart, 'refused', { ...SECOND, healthPort: 8080 })).toThrow('healthPort');

  expect(() => new NodeLocalDnsCache(chart, 'second', SECOND)).not.toThrow();
});

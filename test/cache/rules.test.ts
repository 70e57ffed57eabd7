import { describe, expect, test } from 'vitest';
import { Availability, ProxyMode } from '../../src';
import { problemsOf } from '../helpers';

describe('values that are right by themselves', () => {
  test('are compared only when each of them is right', () => {
    expect(problemsOf({ healthPort: 8080, metricsPort: 8080, setupMetricsPort: 0 })).toEqual([
      'setupMetricsPort: got 0: is not a port; write a whole number from 1 to 65535',
    ]);
  });

  test('are compared whatever else is wrong', () => {
    expect(problemsOf({ healthPort: 8080, metricsPort: 8080, namespace: 'A' })).toEqual([
      "namespace: got 'A': is not a namespace; write lower-case letters, digits and -, at most 63",
      'metricsPort: got 8080: is the port of healthPort; write a port that the nodes have free',
    ]);
  });

  test('that are wrong by themselves are reported together', () => {
    expect(problemsOf({ localIp: '1', namespace: 'A', ports: [53] }).map((problem) => problem.split(':')[0])).toEqual([
      'localIp',
      'namespace',
      'ports',
    ]);
  });

  test('are all compared, and all that clash are reported', () => {
    const problems = problemsOf({
      metricsPort: 8080,
      upstreamServers: ['10.96.0.10'],
      stubDomains: { 'cluster.local': ['169.254.20.10'] },
      podLabels: { 'k8s-app': 'x' },
    });

    expect(problems.map((problem) => problem.split(':')[0])).toEqual([
      'metricsPort',
      'podLabels',
      'stubDomains',
      'upstreamServers',
      "stubDomains['cluster.local']",
    ]);
  });
});

describe('a cache named like an object of the cluster', () => {
  test.each(['coredns', 'kube-proxy', 'kubernetes'])('%s would replace it', (name) => {
    expect(problemsOf({ name })[0]).toMatch("is the name of one of the cluster's own objects");
    expect(problemsOf({ upstreamServiceName: name })[0]).toMatch("is the name of one of the cluster's own objects");
  });

  test('kube-dns is refused for its name alone', () => {
    expect(problemsOf({ name: 'kube-dns' }).map((problem) => problem.split(':')[0])).toEqual(['name']);
  });
});

describe('the upstream selector', () => {
  test('may share labels with the cache, but not be all of them', () => {
    const podLabels = { team: 'network' };

    expect(problemsOf({ podLabels, upstreamSelector: { ...podLabels, 'k8s-app': 'kube-dns' } })).toEqual([]);
    expect(problemsOf({ labels: podLabels, upstreamSelector: podLabels })[0]).toMatch("selects the cache's own pods");
  });

  test('does not match labels that every object has by birth', () => {
    expect(problemsOf({ upstreamSelector: { toString: 'a' } })).toEqual([]);
  });
});

describe('the second cache of a node', () => {
  const availability = Availability.REDUNDANT;

  test.each([
    [{ healthPort: 9252 }, 'healthPort: got 9252: is followed by the port of metricsPort'],
    [{ metricsPort: 8079 }, 'metricsPort: got 8079: is followed by the port of healthPort'],
    [{ healthPort: 52 }, 'healthPort: got 52: is followed by a port of DNS'],
    [{ metricsPort: 65535 }, 'metricsPort: got 65535: is followed by no port'],
  ])('needs the next ports, which %j takes', (props, problem) => {
    expect(problemsOf({ availability, ...props })).toEqual([
      `${problem}, and the second cache takes the next one; write a port that the nodes have free`,
    ]);
    expect(problemsOf(props)).toEqual([]);
  });

  test('needs a name of its own', () => {
    const name = 'a'.repeat(62);

    expect(problemsOf({ availability, name })).toEqual([
      `name: got '${name}': leaves no room for ${name}-b, the second cache's; write 61 characters at most`,
    ]);
    expect(problemsOf({ availability, name: name.slice(1) })).toEqual([]);
    expect(problemsOf({ availability, upstreamServiceName: 'node-local-dns-b' })[0]).toMatch('the metrics Service');
  });

  test('is not one of the DNS pods', () => {
    const upstreamSelector = { 'k8s-app': 'node-local-dns-b' };

    expect(problemsOf({ availability, upstreamSelector })[0]).toMatch("selects the cache's own pods");
  });
});

describe('addresses', () => {
  test('in two families are refused either way', () => {
    expect(problemsOf({ localIp: 'fd00::10' })[0]).toMatch('is IPv6, the kube-dns IP 10.96.0.10 is IPv4');
    expect(problemsOf({ clusterDnsIp: 'fd00:10:96::a' })[0]).toMatch('is IPv4, the kube-dns IP fd00:10:96::a is IPv6');
  });

  test('that are equal in another spelling are refused', () => {
    expect(problemsOf({ localIp: 'FD00:0::A', clusterDnsIp: 'fd00::a' })[0]).toMatch('is the kube-dns IP');
  });

  test('of upstreams may be of another family', () => {
    expect(problemsOf({ upstreamServers: ['2001:db8::1'] })).toEqual([]);
  });

  test('that are not bound here may be upstreams', () => {
    expect(problemsOf({ proxyMode: ProxyMode.IPVS, stubDomains: { 'a.example': ['10.96.0.10'] } })).toEqual([]);
  });
});

test('upstreams by TLS and stub domains by TLS are fine', () => {
  const [one, other] = ['tls://192.0.2.1%dns.example', 'tls://192.0.2.2%192.0.2.2'];

  expect(problemsOf({ upstreamServers: [one], stubDomains: { 'a.example': [other] } })).toEqual([]);
});

import { App, Chart, Testing } from 'cdk8s';
import { beforeEach, describe, expect, test } from 'vitest';
import { type NodeLocalDnsCacheProps, NodeLocalDnsEgress, type NodeLocalDnsEgressProps } from '../../src';
import { cacheOf, faultOf } from '../helpers';

let chart: Chart;
beforeEach(() => {
  chart = new Chart(new App(), 'test');
});

function policiesOf(props: Partial<NodeLocalDnsEgressProps> = {}, cacheProps?: NodeLocalDnsCacheProps) {
  new NodeLocalDnsEgress(chart, 'egress', { cache: cacheOf(cacheProps), namespaces: ['shop'], ...props });
  return Testing.synth(chart);
}

const PORTS = [
  { protocol: 'UDP', port: 53 },
  { protocol: 'TCP', port: 53 },
];

describe('pods may ask', () => {
  test('the local IP, the kube-dns IP and the DNS pods, on port 53', () => {
    const [policy, ...others] = policiesOf();

    expect(others).toEqual([]);
    expect(policy).toEqual({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'node-local-dns', namespace: 'shop' },
      spec: {
        podSelector: { matchLabels: {} },
        policyTypes: ['Egress'],
        egress: [
          {
            ports: PORTS,
            to: [
              { ipBlock: { cidr: '169.254.20.10/32' } },
              { ipBlock: { cidr: '10.96.0.10/32' } },
              {
                namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
                podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
              },
            ],
          },
        ],
      },
    });
  });

  test('in IPv6', () => {
    const [policy] = policiesOf({}, { localIp: 'fd00::10', clusterDnsIp: 'fd00:10:96::a' });

    expect(policy.spec.egress[0].to.slice(0, 2)).toEqual([
      { ipBlock: { cidr: 'fd00::10/128' } },
      { ipBlock: { cidr: 'fd00:10:96::a/128' } },
    ]);
  });

  test('with a name that leaves room for what follows it', () => {
    const name = 'n'.repeat(244);

    expect(policiesOf({ name })[0].metadata.name).toBe(name);
    chart = new Chart(new App(), 'other');
    expect(() => policiesOf({ name: `${name}n` })).toThrow('is longer than 253 characters');
  });

  test('by one policy of a name in a namespace, since the last one would win', () => {
    policiesOf();
    new NodeLocalDnsEgress(chart, 'again', { cache: cacheOf(), namespaces: ['billing', 'shop'] });

    expect(() => Testing.synth(chart)).toThrow(
      'test/egress and test/again both write NetworkPolicy shop/node-local-dns; write another name or namespace for one, or keep one of the two',
    );
  });

  test('in every namespace that is named, if they have the labels', () => {
    const policies = policiesOf({ namespaces: ['shop', 'billing'], podSelector: { app: 'web' }, name: 'dns' });

    expect(policies.map(({ metadata, spec }) => [metadata, spec.podSelector.matchLabels])).toEqual([
      [{ name: 'dns', namespace: 'shop' }, { app: 'web' }],
      [{ name: 'dns', namespace: 'billing' }, { app: 'web' }],
    ]);
  });

  test("the DNS pods that the cache's own upstream Service selects", () => {
    const [policy] = policiesOf({}, { namespace: 'dns', upstreamSelector: { app: 'coredns' } });

    expect(policy.spec.egress[0].to[2]).toEqual({
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'dns' } },
      podSelector: { matchLabels: { app: 'coredns' } },
    });
  });
});

test('nodes may ask the DNS pods, if their addresses are given', () => {
  const [, policy] = policiesOf({ nodeCidrs: ['10.0.0.0/16', 'FD00:0::/64'] });

  expect(policy).toMatchObject({
    metadata: { name: 'node-local-dns-upstream', namespace: 'kube-system' },
    spec: {
      podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
      policyTypes: ['Ingress'],
      ingress: [{ ports: PORTS, from: [{ ipBlock: { cidr: '10.0.0.0/16' } }, { ipBlock: { cidr: 'fd00::/64' } }] }],
    },
  });
});

test('DNS pods with a port of their own are asked there, Services and caches on port 53', () => {
  const [pods, nodes] = policiesOf({ nodeCidrs: ['10.0.0.0/16'] }, { clusterDnsPort: 8053 });
  const own = PORTS.map(({ protocol }) => ({ protocol, port: 8053 }));

  expect(pods.spec.egress).toMatchObject([
    { ports: PORTS, to: [{ ipBlock: { cidr: '169.254.20.10/32' } }, { ipBlock: { cidr: '10.96.0.10/32' } }] },
    { ports: own, to: [{ podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }] },
  ]);
  expect(nodes.spec.ingress).toMatchObject([{ ports: own }]);
});

describe('is an error:', () => {
  test.each([
    [{ namespaces: undefined }, 'namespaces: got undefined: is not a list'],
    [{ namespaces: [] }, "is empty; write ['default'], say"],
    [{ namespaces: ['Shop'] }, 'is not a namespace'],
    [{ namespaces: ['shop', 'shop'] }, "namespaces: got [ 'shop', 'shop' ]: has shop twice; write it once"],
    [{ podSelector: { 'a b': 'c' } }, 'is not a key that Kubernetes takes'],
    [{ nodeCidrs: ['10.0.0.0'] }, 'is no CIDR; write a network such as 10.0.0.0/16'],
    [{ nodeCidrs: ['10.0.0.0/33'] }, 'has a longer prefix than addresses are; write a network'],
    [{ nodeCidrs: ['fd00::/129'] }, 'has a longer prefix than addresses are'],
    [{ nodeCidrs: ['10.0.0.5/16'] }, "nodeCidrs[0]: got '10.0.0.5/16': has bits behind its prefix; write 10.0.0.0/16"],
    [{ nodeCidrs: ['10.0.0.0/0'] }, 'has bits behind its prefix; write 0.0.0.0/0'],
    [{ nodeCidrs: ['fd00::5/64'] }, 'has bits behind its prefix; write fd00::/64'],
    [{ nodeCidrs: ['10.0.0/8'] }, 'is not an IP address; write a network such as 10.0.0.0/16'],
    [{ nodeCidrs: [8] }, 'is no CIDR'],
    [{ name: '-' }, 'is not a name that Kubernetes takes'],
    [{ cache: null }, 'is no NodeLocalDnsCache; write the cache that the pods are to reach'],
    [
      { ports: [53] },
      'ports: got [ 53 ]: there is no such prop; use one of cache, namespaces, podSelector, nodeCidrs, name',
    ],
  ])('%j', (props, expected) => {
    const message = faultOf(() => policiesOf(props as object));

    expect(message).toMatch(/^NodeLocalDnsEgress test\/egress has a wrong value/);
    expect(message).toContain(expected);
  });
});

test.each([undefined, null, 'shop'])('%j instead of props is an error that names the props of its own', (props) => {
  expect(() => new NodeLocalDnsEgress(chart, 'egress', props as never)).toThrow(
    /has a wrong value, nothing is emitted:\n {2}- props: got .*: is not an object; write \{ cache: \.\.\., namespaces: \.\.\. \}$/,
  );
});

test('wrong values are reported together', () => {
  expect(() =>
    policiesOf({ namespaces: ['shop', 'Shop'], nodeCidrs: ['10.0.0.0/16', '8'], ports: [53] } as never),
  ).toThrow(
    /has 3 wrong values, nothing is emitted:\n {2}- namespaces\[1\]: .*\n {2}- nodeCidrs\[1\]: .*\n {2}- ports: .*$/,
  );
});

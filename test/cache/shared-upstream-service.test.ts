import { App, Chart } from 'cdk8s';
import { expect, test } from 'vitest';
import { NodeLocalDnsCache, type NodeLocalDnsCacheProps, TrafficDistribution } from '../../src';

/** A second cache in a chart of its own, on other nodes and with the same upstream Service. */
const second = (props: NodeLocalDnsCacheProps) => {
  const app = new App();
  new NodeLocalDnsCache(new Chart(app, 'one'), 'nld', { nodeSelector: { pool: 'one' } });
  const others = { name: 'node-local-dns-two', nodeSelector: { pool: 'two' }, ...props };
  return () => new NodeLocalDnsCache(new Chart(app, 'two'), 'nld', others);
};

test.each([
  { clusterDnsPort: 8053 },
  { upstreamTrafficDistribution: TrafficDistribution.PREFER_CLOSE },
  { upstreamSelector: { app: 'coredns' } },
])('two caches cannot share an upstream Service that one of them wants otherwise: %j', (props) => {
  expect(second(props)).toThrow("upstreamServiceName: got 'kube-dns-upstream': is that of the cache one/nld too");
});

test('two caches share an upstream Service that both want alike', () => {
  expect(second({})).not.toThrow();
});

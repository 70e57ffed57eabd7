import { App, Chart, Duration } from 'cdk8s';
import { describe, expect, test } from 'vitest';
import {
  NodeLocalDnsAlert as Alert,
  Metrics,
  MonitoringDashboard,
  type NodeLocalDnsCacheProps,
  NodeLocalDnsMonitoring,
} from '../../src';
import { cacheOf, faultOf } from '../helpers';

const SHARE = 'is out of range; write a number above 0, at most 1';
const LATENCY = 'write one from Duration.millis(10) to Duration.seconds(5)';
const SECONDS = 'write whole seconds from 5 to 60, such as Duration.seconds(30)';
const { configMap, grafanaOperator } = MonitoringDashboard;
/** What the compiler would refuse. */
const odd = (value: unknown) => value as never;

const PROPS: [path: string, props: Record<string, unknown>, expected: string][] = [
  ['cache', { cache: undefined }, 'is no NodeLocalDnsCache; write the cache to watch'],
  [
    'name',
    { name: 'A b' },
    'is not a name that Kubernetes takes; write lower-case letters, digits, - and ., at most 253',
  ],
  [
    'name',
    { name: 'n'.repeat(244) },
    'is longer than 253 characters; write lower-case letters, digits, - and ., at most 253',
  ],
  ['namespace', { namespace: 'a.b' }, 'is not a namespace; write lower-case letters, digits and -, at most 63'],
  ['labels', { labels: 'release' }, "is not an object; write { key: 'value' }"],
  ['serviceMonitor', { serviceMonitor: 'yes' }, 'is neither true nor false; write true or false'],
  ['interval', { interval: Duration.minutes(2) }, `is out of range; ${SECONDS}`],
  ['interval', { interval: 30 }, `is not a Duration; ${SECONDS}`],
  [
    'interval',
    { interval: Duration.seconds(10), serviceMonitor: false },
    'does nothing without the ServiceMonitor; leave it out',
  ],
  ['disabledAlerts', { disabledAlerts: Alert.UNUSED }, "is not a list; write ['NodeLocalDnsUnused']"],
  [
    'disabledAlerts[0]',
    { disabledAlerts: ['NodeLocalDnsUnusd'] },
    'is no NodeLocalDnsAlert; did you mean NodeLocalDnsUnused?',
  ],
  ['disabledAlerts', { disabledAlerts: [Alert.DOWN, Alert.DOWN] }, 'has NodeLocalDnsDown twice; write it once'],
  ['thresholds', { thresholds: 5 }, 'is not an object; write { restarts: ..., usedQueries: ... }'],
  ['thresholds.servfail', { thresholds: { servfail: 0.1 } }, 'there is no such prop; use one of restarts, '],
  ['thresholds.restarts', { thresholds: { restarts: 0 } }, 'is out of range; write a number from 1 to 60'],
  ['thresholds.servfailShare', { thresholds: { servfailShare: '5%' } }, SHARE],
  ['thresholds.servfailShare', { thresholds: { servfailShare: 0 } }, SHARE],
  ['thresholds.servfailShare', { thresholds: { servfailShare: Number.NaN } }, SHARE],
  ['thresholds.servfailShare', { thresholds: { servfailShare: 1.1 } }, SHARE],
  [
    'thresholds.memoryShare',
    { thresholds: { memoryShare: 11 } },
    'is out of range; write a number above 0, at most 10',
  ],
  ['thresholds.upstreamLatency', { thresholds: { upstreamLatency: 1 } }, `is not a Duration; ${LATENCY}`],
  [
    'thresholds.upstreamLatency',
    { thresholds: { upstreamLatency: Duration.millis(9) } },
    `is out of range; ${LATENCY}`,
  ],
  [
    'thresholds.upstreamLatency',
    { thresholds: { upstreamLatency: Duration.seconds(6) } },
    `is out of range; ${LATENCY}`,
  ],
  [
    'thresholds.staleShare',
    { thresholds: { staleShare: 0.1 } },
    'does nothing without NodeLocalDnsServingStale, and the cache serves no stale answers; leave it out',
  ],
  [
    'thresholds.restarts',
    { thresholds: { restarts: 5 }, disabledAlerts: [Alert.RESTARTING] },
    'does nothing without NodeLocalDnsRestarting, and disabledAlerts has it; leave it out',
  ],
  [
    'dashboard',
    { dashboard: 'ConfigMap' },
    'is no MonitoringDashboard; write MonitoringDashboard.configMap(), MonitoringDashboard.grafanaOperator({ ... }) or MonitoringDashboard.NONE',
  ],
  [
    "dashboard.labels['a']",
    { dashboard: configMap({ labels: { a: 'a b' } }) },
    'is not a value that a label can have; ',
  ],
  ['dashboard.namespace', { dashboard: configMap({ namespace: 'A' }) }, 'is not a namespace; '],
  ['dashboard', { dashboard: configMap(odd('a')) }, 'is not an object; write { labels: ..., namespace: ... }'],
  [
    'dashboard.instanceLabels',
    { dashboard: grafanaOperator({ instanceLabels: {} }) },
    "selects every Grafana; write { dashboards: 'grafana' }, say",
  ],
  ['dashboard.instanceLabels', { dashboard: grafanaOperator(odd({})) }, "is not an object; write { key: 'value' }"],
  [
    'dashboard.folder',
    { dashboard: grafanaOperator({ instanceLabels: { a: 'b' }, folder: ' ' }) },
    'is empty; write a folder, or leave it out',
  ],
  [
    'dashboard.folder',
    { dashboard: grafanaOperator({ instanceLabels: { a: 'b' }, folder: '0o17' }) },
    'would be read as a number; write it another way',
  ],
  ['prometheus', { prometheus: 'main' }, 'there is no such prop; use one of cache, name, '],
];

const CACHES: [cache: NodeLocalDnsCacheProps, props: Record<string, unknown>, expected: string][] = [
  [{ metrics: Metrics.NONE }, {}, 'has Metrics.NONE, so there is nothing to watch; use Metrics.FULL or Metrics.LIGHT'],
  [
    { image: 'registry.example/k8s-dns-node-cache:1.23.1' },
    {},
    'a cache with the metrics that the alerts read needs node-cache 1.24.0, the image has 1.23.1; use a newer image, set imageVersion if the tag does not say it, or leave it out',
  ],
  [
    { prometheusAnnotations: true },
    {},
    'would be scraped twice, by the annotations of its pods and by the ServiceMonitor; set prometheusAnnotations: false in the props of the cache, or serviceMonitor: false here',
  ],
  [
    { metricsIp: '127.0.0.1' },
    {},
    'has its metrics on 127.0.0.1, which Prometheus reaches from no other node; leave metricsIp out of the props of the cache, or set serviceMonitor: false here and scrape your proxy',
  ],
];

function monitoringOf(props: Record<string, unknown>, cacheProps: NodeLocalDnsCacheProps = {}) {
  const chart = new Chart(new App(), 'test');
  const cache = cacheOf({ prometheusAnnotations: false, ...cacheProps });
  return new NodeLocalDnsMonitoring(chart, 'monitoring', { cache, ...props });
}

describe('a monitoring is an error with', () => {
  test.each(PROPS)('%s, %j', (path, props, expected) => {
    const message = faultOf(() => monitoringOf(props));

    expect(message).toMatch(/^NodeLocalDnsMonitoring test\/monitoring has a wrong value, nothing is emitted:\n/);
    expect(message).toContain(`\n  - ${path}: got `);
    expect(message).toContain(`: ${expected}`);
  });

  test.each(CACHES)('a cache of %j', (cacheProps, props, expected) => {
    const message = faultOf(() => monitoringOf(props, cacheProps));

    expect(message).toBe(
      `NodeLocalDnsMonitoring test/monitoring has a wrong value, nothing is emitted:\n  - cache: got 'test/nld': ${expected}`,
    );
  });

  test('a threshold of what LIGHT does not count', () => {
    const thresholds = { servfailShare: 0.1, clusterServfailShare: 0.1 };

    expect(faultOf(() => monitoringOf({ thresholds }, { metrics: Metrics.LIGHT }))).toMatch(
      /has 2 wrong values, nothing is emitted:\n {2}- thresholds\.servfailShare: got 0\.1: does nothing without NodeLocalDnsServfail, and the cache does not count answers with Metrics\.LIGHT; leave it out\n {2}- thresholds\.cluster/,
    );
  });

  test('several wrong values, in one error', () => {
    const cacheProps = { prometheusAnnotations: true };

    expect(faultOf(() => monitoringOf({ name: 'A', thresholds: { restarts: 0 } }, cacheProps))).toMatch(
      /has 3 wrong values, nothing is emitted:\n {2}- name: .*\n {2}- thresholds\.restarts: .*\n {2}- cache: .*$/,
    );
  });
});

test.each([
  [{ metricsIp: '127.0.0.1' }, { serviceMonitor: false }],
  [{ prometheusAnnotations: true }, { serviceMonitor: false }],
  [{ image: 'registry.example/node-cache:stable', imageVersion: '1.24.0' }, {}],
])('a cache of %j goes with %j', (cacheProps, props) => {
  expect(() => monitoringOf(props, cacheProps)).not.toThrow();
});

test('a threshold of two alerts is taken while one of them is left', () => {
  const props = { thresholds: { nodesWithoutUpstream: 0.5 }, disabledAlerts: [Alert.UPSTREAMS_DOWN] };

  expect(() => monitoringOf(props)).not.toThrow();
  expect(
    faultOf(() => monitoringOf({ ...props, disabledAlerts: [...props.disabledAlerts, Alert.NODE_UPSTREAMS_DOWN] })),
  ).toContain('does nothing without NodeLocalDnsUpstreamsDown, and disabledAlerts has it; leave it out');
});

test.each([5, 60])('an interval of %s seconds is taken', (seconds) => {
  expect(() => monitoringOf({ interval: Duration.seconds(seconds) })).not.toThrow();
});

import { App, Chart, Duration, Testing } from 'cdk8s';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  Availability,
  Metrics,
  MonitoringDashboard,
  NodeLocalDnsAlert,
  NodeLocalDnsCache,
  type NodeLocalDnsCacheProps,
  NodeLocalDnsMonitoring,
  type NodeLocalDnsMonitoringProps,
} from '../../src';

let chart: Chart;
beforeEach(() => {
  chart = new Chart(new App(), 'test');
});

function monitoringOf(props: Partial<NodeLocalDnsMonitoringProps> = {}, cacheProps: NodeLocalDnsCacheProps = {}) {
  const cache = new NodeLocalDnsCache(chart, 'nld', { prometheusAnnotations: false, ...cacheProps });
  return new NodeLocalDnsMonitoring(chart, 'monitoring', { cache, ...props });
}

describe('the objects', () => {
  const objectsOf = () =>
    Testing.synth(chart)
      .slice(5)
      .map(({ apiVersion, kind, metadata }) => [apiVersion, kind, metadata.namespace, metadata.name, metadata.labels]);

  test('are in the namespace of the cache and have its name', () => {
    monitoringOf();

    expect(objectsOf()).toEqual([
      ['monitoring.coreos.com/v1', 'PrometheusRule', 'kube-system', 'node-local-dns', undefined],
      ['monitoring.coreos.com/v1', 'ServiceMonitor', 'kube-system', 'node-local-dns', undefined],
      ['v1', 'ConfigMap', 'kube-system', 'node-local-dns-dashboard', { grafana_dashboard: '1' }],
    ]);
  });

  test("have the labels that a user's Prometheus selects, and the name and namespace that are given", () => {
    monitoringOf({ name: 'dns', namespace: 'monitoring', labels: { release: 'prometheus' } });

    expect(objectsOf()).toEqual([
      ['monitoring.coreos.com/v1', 'PrometheusRule', 'monitoring', 'dns', { release: 'prometheus' }],
      ['monitoring.coreos.com/v1', 'ServiceMonitor', 'monitoring', 'dns', { release: 'prometheus' }],
      ['v1', 'ConfigMap', 'monitoring', 'dns-dashboard', { grafana_dashboard: '1' }],
    ]);
  });

  test('are in the namespace of their chart, if it has one', () => {
    const other = new Chart(chart, 'other', { namespace: 'monitoring' });
    const cache = new NodeLocalDnsCache(chart, 'nld', { prometheusAnnotations: false });
    new NodeLocalDnsMonitoring(other, 'monitoring', { cache });

    expect(Testing.synth(other).map(({ metadata }) => metadata.namespace)).toEqual(Array(3).fill('monitoring'));
  });

  test('are alerts alone where the user scrapes, and wants no dashboard', () => {
    const { serviceMonitor, dashboard } = monitoringOf(
      { serviceMonitor: false, dashboard: MonitoringDashboard.NONE },
      { prometheusAnnotations: true },
    );

    expect([serviceMonitor, dashboard]).toEqual([undefined, undefined]);
    expect(objectsOf().map(([, kind]) => kind)).toEqual(['PrometheusRule']);
  });

  test('of one name are an error, since the last one would win', () => {
    monitoringOf();
    const cache = chart.node.findChild('nld') as NodeLocalDnsCache;
    new NodeLocalDnsMonitoring(chart, 'again', { cache, dashboard: MonitoringDashboard.NONE });

    expect(() => Testing.synth(chart)).toThrow(
      'test/monitoring and test/again both write PrometheusRule kube-system/node-local-dns, ServiceMonitor kube-system/node-local-dns',
    );
  });
});

describe('the ServiceMonitor', () => {
  const specOf = (...args: Parameters<typeof monitoringOf>) => monitoringOf(...args).serviceMonitor?.toJson().spec;

  test("scrapes the cache's own Service, and says which node answers", () => {
    expect(specOf()).toEqual({
      namespaceSelector: { matchNames: ['kube-system'] },
      selector: { matchExpressions: [{ key: 'k8s-app', operator: 'In', values: ['node-local-dns'] }] },
      endpoints: [
        {
          port: 'metrics',
          interval: '30s',
          relabelings: [
            { sourceLabels: ['__meta_kubernetes_pod_node_name'], targetLabel: 'node' },
            { targetLabel: 'job', replacement: 'node-local-dns' },
          ],
        },
      ],
    });
  });

  test('scrapes both caches of REDUNDANT, as one job', () => {
    const { selector, endpoints } = specOf({}, { availability: Availability.REDUNDANT, name: 'dns' });
    const services = Testing.synth(chart).filter(
      ({ kind, spec }) => kind === 'Service' && spec.ports.some(({ name }: { name: string }) => name === 'metrics'),
    );

    expect(selector.matchExpressions[0].values).toEqual(['dns', 'dns-b']);
    expect(services.map(({ metadata }) => metadata.labels['k8s-app'])).toEqual(['dns', 'dns-b']);
    expect(endpoints[0].relabelings[1].replacement).toBe('dns');
  });

  test('finds a cache of another namespace', () => {
    expect(specOf({ namespace: 'monitoring' }, { namespace: 'dns' }).namespaceSelector).toEqual({
      matchNames: ['dns'],
    });
  });

  test('scrapes as often as the user says', () => {
    expect(specOf({ interval: Duration.minutes(1) }).endpoints[0].interval).toBe('60s');
  });
});

describe('the dashboard', () => {
  test('is in a ConfigMap with the labels and the namespace that are given', () => {
    const dashboard = MonitoringDashboard.configMap({ labels: { dashboards: 'yes' }, namespace: 'grafana' });
    const { metadata, data } = monitoringOf({ dashboard }).dashboard?.toJson() ?? {};

    expect(metadata).toEqual({ name: 'node-local-dns-dashboard', namespace: 'grafana', labels: { dashboards: 'yes' } });
    expect(Object.keys(data)).toEqual(['node-local-dns.json']);
  });

  test("needs no labels, where the sidecar's label is empty", () => {
    const dashboard = MonitoringDashboard.configMap({ labels: {} });

    expect(monitoringOf({ dashboard }).dashboard?.toJson().metadata).not.toHaveProperty('labels');
  });

  test.each([[{}], [{ folder: 'DNS', namespace: 'grafana' }]])('is a GrafanaDashboard with %j', (options) => {
    const instanceLabels = { dashboards: 'grafana' };
    const dashboard = MonitoringDashboard.grafanaOperator({ instanceLabels, ...options });
    const { apiVersion, kind, metadata, spec } = monitoringOf({ dashboard }).dashboard?.toJson() ?? {};
    const { folder, namespace = 'kube-system' } = options as { folder?: string; namespace?: string };

    expect({ apiVersion, kind, metadata }).toEqual({
      apiVersion: 'grafana.integreatly.org/v1beta1',
      kind: 'GrafanaDashboard',
      metadata: { name: 'node-local-dns', namespace },
    });
    expect(spec).toEqual({
      instanceSelector: { matchLabels: instanceLabels },
      ...(folder ? { folder } : {}),
      json: expect.stringContaining('"title":"NodeLocal DNSCache kube-system/node-local-dns"'),
    });
  });
});

test('every cache has rules and a dashboard of its own', () => {
  const groupOf = (namespace: string) => {
    const own = new Chart(new App(), 'test');
    const cache = new NodeLocalDnsCache(own, 'nld', { prometheusAnnotations: false, namespace });
    const { prometheusRule, dashboard } = new NodeLocalDnsMonitoring(own, 'monitoring', { cache });
    return [
      prometheusRule.toJson().spec.groups[0].name,
      JSON.parse(dashboard?.toJson().data['node-local-dns.json']).uid,
    ];
  };
  const [one, other] = [groupOf('kube-system'), groupOf('tenant')];

  expect([one[0], other[0]]).toEqual(['kube-system/node-local-dns', 'tenant/node-local-dns']);
  expect(one[1]).toMatch(/^nld-[0-9a-f]{8}$/);
  expect(other[1]).not.toBe(one[1]);
});

test('a cache with Metrics.LIGHT is watched too', () => {
  const { prometheusRule } = monitoringOf({ disabledAlerts: [NodeLocalDnsAlert.UNUSED] }, { metrics: Metrics.LIGHT });

  expect(prometheusRule.toJson().spec.groups[0].rules.length).toBeGreaterThan(10);
});

import { ownNames } from '../cache/instances';
import { ifAny } from '../kubernetes/part';
import { alertsOf } from './alerts';
import { dashboardOf } from './dashboard';
import { dashboardName, type MonitoringSettings } from './settings';

const RUNBOOKS = 'https://github.com/cdk8s-node-local-dns/cdk8s-node-local-dns/blob/main/docs/operations.md';

/**
 * A ServiceMonitor and no PodMonitor, which finds the declared ports of pods alone: pods that surge declare none.
 * Second caches have a Service of their own.
 */
export function serviceMonitor({ cache, name, namespace, labels, intervalSeconds }: MonitoringSettings) {
  const { name: cacheName, namespace: cacheNamespace, availability } = cache._settings;
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: { name, namespace, labels: ifAny(labels) },
    spec: {
      namespaceSelector: { matchNames: [cacheNamespace] },
      selector: {
        matchExpressions: [{ key: 'k8s-app', operator: 'In', values: ownNames({ name: cacheName, availability }) }],
      },
      endpoints: [
        {
          port: 'metrics',
          interval: `${intervalSeconds}s`,
          relabelings: [
            { sourceLabels: ['__meta_kubernetes_pod_node_name'], targetLabel: 'node' },
            // Otherwise the name of the Service, which differs for second caches.
            { targetLabel: 'job', replacement: cacheName },
          ],
        },
      ],
    },
  };
}

export function prometheusRule(settings: MonitoringSettings) {
  const { name, namespace, labels } = settings;
  const rules = alertsOf(settings).map(({ alert, expr, for: time, severity, summary, description }) => ({
    alert,
    expr,
    ...(time === undefined ? {} : { for: time }),
    labels: { severity },
    annotations: { summary, description, runbook_url: `${RUNBOOKS}#${alert.toLowerCase()}` },
  }));
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name, namespace, labels: ifAny(labels) },
    spec: { groups: [{ name: `${namespace}/${name}`, rules }] },
  };
}

/** The object that brings Grafana the dashboard. */
export function dashboardObject(settings: MonitoringSettings) {
  const { dashboard, name } = settings;
  if (dashboard.kind === 'none') return undefined;
  const namespace = dashboard.namespace ?? settings.namespace;
  const json = JSON.stringify(dashboardOf(settings.cache));
  switch (dashboard.kind) {
    case 'ConfigMap':
      return {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: dashboardName(name), namespace, labels: ifAny(dashboard.labels) },
        data: { [`${name}.json`]: json },
      };
    case 'GrafanaDashboard':
      return {
        apiVersion: 'grafana.integreatly.org/v1beta1',
        kind: 'GrafanaDashboard',
        metadata: { name, namespace },
        spec: {
          instanceSelector: { matchLabels: dashboard.instanceLabels },
          ...(dashboard.folder === undefined ? {} : { folder: dashboard.folder }),
          json,
        },
      };
  }
}

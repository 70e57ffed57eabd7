import type { Duration } from 'cdk8s';
import type { NodeLocalDnsCache } from '../cache/node-local-dns-cache';
import type { MonitoringDashboard } from './monitoring-dashboard';
import type { NodeLocalDnsAlert } from './node-local-dns-alert';
import type { AlertThresholds } from './thresholds';

/**
 * The options of a `NodeLocalDnsMonitoring`. A wrong value is an error at synth that names the prop, the value, the
 * reason and the fix.
 */
export interface NodeLocalDnsMonitoringProps {
  /**
   * The cache to watch. An error if it has `Metrics.NONE`, or an image older than node-cache 1.24.0, whose metrics have
   * other names.
   */
  readonly cache: NodeLocalDnsCache;

  /**
   * The name of the ServiceMonitor, the PrometheusRule and a GrafanaDashboard. A ConfigMap has this name and
   * `-dashboard`. An error if Kubernetes takes no such name.
   * @default - the name of the cache
   */
  readonly name?: string;

  /**
   * The namespace of the ServiceMonitor and the PrometheusRule. An error if it is none.
   * @default - that of the chart; without one, that of the cache
   */
  readonly namespace?: string;

  /**
   * The labels by which your Prometheus selects ServiceMonitors and PrometheusRules, such as `{ release:
   * 'kube-prometheus-stack' }`. `kubectl get prometheus -A -o yaml` shows them as `serviceMonitorSelector` and
   * `ruleSelector`. An error if Kubernetes takes no such labels.
   * @default {}
   */
  readonly labels?: { [key: string]: string };

  /**
   * Whether Prometheus scrapes the caches by a ServiceMonitor. With `false` you scrape them in a way of your own, which
   * gives its targets the labels `job` (the cache's name), `namespace` (the cache's) and `node`. `true` is an error
   * beside the cache's `prometheusAnnotations`, which would count everything twice, and with its `metricsIp`, which
   * Prometheus cannot reach.
   * @default true
   */
  readonly serviceMonitor?: boolean;

  /**
   * How often Prometheus scrapes the caches: 5 to 60 whole seconds, since alerts look at the last 5 minutes. An error
   * with `serviceMonitor: false`.
   * @default Duration.seconds(30)
   */
  readonly interval?: Duration;

  /**
   * The alerts to leave out. An error if one is no `NodeLocalDnsAlert`, or is there twice.
   * @default []
   */
  readonly disabledAlerts?: NodeLocalDnsAlert[];

  /**
   * When the alerts fire.
   * @default {}
   */
  readonly thresholds?: AlertThresholds;

  /**
   * How Grafana gets the dashboard. An error if it is no `MonitoringDashboard`.
   * @default MonitoringDashboard.configMap()
   */
  readonly dashboard?: MonitoringDashboard;
}

import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { readProps } from '../input/reader';
import { checkDistinctObjects } from '../kubernetes/distinct-objects';
import { dashboardObject, prometheusRule, serviceMonitor } from './manifests';
import type { NodeLocalDnsMonitoringProps } from './props';
import { derive, PROPS, RULES } from './settings';

/**
 * What shows that a cache works, and says so when it does not: a ServiceMonitor and a PrometheusRule for the Prometheus
 * operator (monitoring.coreos.com/v1), and a dashboard for Grafana. docs/operations.md explains each alert.
 *
 * @example
 * import { App, Chart } from 'cdk8s';
 * import { NodeLocalDnsCache, NodeLocalDnsMonitoring } from 'cdk8s-node-local-dns';
 *
 * const app = new App();
 * const chart = new Chart(app, 'node-local-dns');
 * const cache = new NodeLocalDnsCache(chart, 'nld', { prometheusAnnotations: false });
 * new NodeLocalDnsMonitoring(chart, 'monitoring', { cache, labels: { release: 'kube-prometheus-stack' } });
 * app.synth();
 */
export class NodeLocalDnsMonitoring extends Construct {
  /** The PrometheusRule with the alerts. */
  public readonly prometheusRule: ApiObject;

  /** The ServiceMonitor. Undefined with `serviceMonitor: false`. */
  public readonly serviceMonitor?: ApiObject;

  /** The ConfigMap or GrafanaDashboard. Undefined with `MonitoringDashboard.NONE`. */
  public readonly dashboard?: ApiObject;

  constructor(scope: Construct, id: string, props: NodeLocalDnsMonitoringProps) {
    super(scope, id);
    const values = readProps(`NodeLocalDnsMonitoring ${this.node.path}`, props, PROPS, RULES);
    const settings = derive(values, Chart.of(this).namespace);
    checkDistinctObjects(this);

    this.prometheusRule = new ApiObject(this, 'prometheus-rule', prometheusRule(settings));
    if (settings.serviceMonitor) {
      this.serviceMonitor = new ApiObject(this, 'service-monitor', serviceMonitor(settings));
    }
    const dashboard = dashboardObject(settings);
    if (dashboard) this.dashboard = new ApiObject(this, 'dashboard', dashboard);
  }
}

import { App, Chart, Duration } from 'cdk8s';
import { Metrics, MonitoringDashboard, NodeLocalDnsAlert, NodeLocalDnsCache, NodeLocalDnsMonitoring } from 'cdk8s-node-local-dns';

const app = new App();

const cache = new NodeLocalDnsCache(new Chart(app, 'node-local-dns'), 'nld', {
  metrics: Metrics.LIGHT,
  // The ServiceMonitor scrapes the cache; annotations would make Prometheus scrape it a second time.
  prometheusAnnotations: false,
});

new NodeLocalDnsMonitoring(new Chart(app, 'monitoring'), 'monitoring', {
  cache,
  // By these labels kube-prometheus-stack finds what it is to scrape, and the rules.
  labels: { release: 'kube-prometheus-stack' },
  thresholds: { upstreamLatency: Duration.millis(500) },
  disabledAlerts: [NodeLocalDnsAlert.CACHE_TOO_SMALL],
  dashboard: MonitoringDashboard.configMap({ namespace: 'monitoring' }),
});

app.synth();

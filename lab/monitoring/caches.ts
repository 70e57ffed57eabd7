import { App, Chart } from 'cdk8s';
import {
  Availability,
  CacheProfile,
  Metrics,
  NodeLocalDnsCache,
  type NodeLocalDnsCacheProps,
  NodeLocalDnsMonitoring,
} from '../../src';

/** Caches whose rules differ. */
export const CACHES = {
  full: {},
  light: { metrics: Metrics.LIGHT },
  rolling: { availability: Availability.ROLLING },
  resilient: { cache: CacheProfile.RESILIENT },
  limited: { resources: { limits: { memory: '200Mi' } } },
  older: { image: 'registry.example/k8s-dns-node-cache:1.24.0' },
  redundant: { availability: Availability.REDUNDANT },
} satisfies Record<string, NodeLocalDnsCacheProps>;

export type CacheName = keyof typeof CACHES;

export function monitoringOf(cache: CacheName): NodeLocalDnsMonitoring {
  const chart = new Chart(new App(), 'test');
  const props = { prometheusAnnotations: false, ...CACHES[cache] };
  return new NodeLocalDnsMonitoring(chart, 'monitoring', { cache: new NodeLocalDnsCache(chart, 'nld', props) });
}

/** The expressions of the dashboard, with values for Grafana's variables. */
export function expressionsOf(cache: CacheName, window: string): string[] {
  const { data } = monitoringOf(cache).dashboard?.toJson() ?? {};
  const panels: { targets?: { expr: string }[] }[] = JSON.parse(data['node-local-dns.json']).panels;
  return panels.flatMap(({ targets = [] }) =>
    targets.map(({ expr }) => expr.replaceAll('$__rate_interval', window).replaceAll('$node', '.*')),
  );
}

import { k8s } from 'cdk8s-plus-28';
import { podSelector } from '../labels';
import type { Settings } from '../settings';

/**
 * The metrics Service is headless: it gives Prometheus the address of every node's cache. The pods alone have the
 * annotations for Prometheus, since it would scrape a Service with annotations as well.
 */
export function metricsService(settings: Settings, metricsPort: number) {
  const { name, namespace, labels } = settings;
  return k8s.KubeService.manifest({
    metadata: {
      name,
      namespace,
      labels: { ...labels, ...podSelector(settings) },
    },
    spec: {
      clusterIp: 'None',
      ports: [{ name: 'metrics', port: metricsPort, targetPort: k8s.IntOrString.fromNumber(metricsPort) }],
      selector: podSelector(settings),
    },
  });
}

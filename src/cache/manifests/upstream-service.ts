import { k8s } from 'cdk8s-plus-28';
import type { Settings } from '../settings';

/** A second Service for the cluster's DNS pods, with an address that the cache does not serve itself. */
export function upstreamService({ upstreamServiceName, namespace, labels, upstreamSelector, ...settings }: Settings) {
  const targetPort = k8s.IntOrString.fromNumber(settings.clusterDnsPort);
  const { spec, ...manifest } = k8s.KubeService.manifest({
    metadata: {
      name: upstreamServiceName,
      namespace,
      labels: { 'kubernetes.io/name': 'KubeDNSUpstream', ...labels, 'k8s-app': 'kube-dns' },
    },
    spec: {
      ports: [
        { name: 'dns', port: 53, protocol: 'UDP', targetPort },
        { name: 'dns-tcp', port: 53, protocol: 'TCP', targetPort },
      ],
      selector: upstreamSelector,
    },
  });
  // The types of Kubernetes 1.28 do not have this field.
  const { upstreamTrafficDistribution: trafficDistribution } = settings;
  return { ...manifest, spec: trafficDistribution === undefined ? spec : { ...spec, trafficDistribution } };
}

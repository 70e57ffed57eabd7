import { k8s } from 'cdk8s-plus-28';
import type { Settings } from '../settings';

/** A second Service for the cluster's DNS pods, with an address that the cache does not serve itself. */
export function upstreamService({ upstreamServiceName, namespace, labels, upstreamSelector }: Settings) {
  return k8s.KubeService.manifest({
    metadata: {
      name: upstreamServiceName,
      namespace,
      labels: { 'kubernetes.io/name': 'KubeDNSUpstream', ...labels, 'k8s-app': 'kube-dns' },
    },
    spec: {
      ports: [
        { name: 'dns', port: 53, protocol: 'UDP', targetPort: k8s.IntOrString.fromNumber(53) },
        { name: 'dns-tcp', port: 53, protocol: 'TCP', targetPort: k8s.IntOrString.fromNumber(53) },
      ],
      selector: upstreamSelector,
    },
  });
}

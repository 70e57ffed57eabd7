import { k8s } from 'cdk8s-plus-28';
import { type EgressSettings, upstreamPolicyName } from './settings';

const DNS = ['UDP', 'TCP'].map((protocol) => ({ protocol, port: k8s.IntOrString.fromNumber(53) }));

/** Lets pods of a namespace ask the cache and the cluster's DNS pods. The DNS pods answer while the cache does not. */
export function podsMayAsk({ cache, name, podSelector }: EgressSettings, namespace: string) {
  const { localIps, clusterDnsIps, namespace: dnsNamespace, upstreamSelector } = cache._settings;
  const addresses = [...localIps, ...clusterDnsIps].map(({ text, family }) =>
    ipBlock(`${text}/${family === 'IPv6' ? 128 : 32}`),
  );
  const dnsPods = {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': dnsNamespace } },
    podSelector: { matchLabels: upstreamSelector },
  };
  return k8s.KubeNetworkPolicy.manifest({
    metadata: { name, namespace },
    spec: {
      podSelector: { matchLabels: podSelector },
      policyTypes: ['Egress'],
      egress: [{ to: [...addresses, dnsPods], ports: DNS }],
    },
  });
}

/** Lets the nodes, on whose network the caches are, ask the cluster's DNS pods. */
export function nodesMayAsk({ cache, name, nodeCidrs }: EgressSettings) {
  const { namespace, upstreamSelector } = cache._settings;
  return k8s.KubeNetworkPolicy.manifest({
    metadata: { name: upstreamPolicyName(name), namespace },
    spec: {
      podSelector: { matchLabels: upstreamSelector },
      policyTypes: ['Ingress'],
      ingress: [{ from: nodeCidrs.map(ipBlock), ports: DNS }],
    },
  });
}

function ipBlock(cidr: string) {
  return { ipBlock: { cidr } };
}

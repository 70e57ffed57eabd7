import { k8s } from 'cdk8s-plus-28';

/** Pods, by the namespace that they are in and by their labels. */
export interface Pods {
  readonly namespace: string;
  readonly labels: Record<string, string>;
}

const DNS = ['UDP', 'TCP'].map((protocol) => ({ protocol, port: k8s.IntOrString.fromNumber(53) }));

/** Lets pods ask the cache, and the cluster's DNS pods, which answer while the cache does not. */
export function podsMayAsk(name: string, pods: Pods, addresses: readonly string[], dnsPods: Pods) {
  const cluster = {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': dnsPods.namespace } },
    podSelector: { matchLabels: dnsPods.labels },
  };
  const to = [...addresses.map((address) => ipBlock(`${address}/${address.includes(':') ? 128 : 32}`)), cluster];
  return k8s.KubeNetworkPolicy.manifest({
    metadata: { name, namespace: pods.namespace },
    spec: {
      podSelector: { matchLabels: pods.labels },
      policyTypes: ['Egress'],
      egress: [{ to, ports: DNS }],
    },
  });
}

/** Lets nodes, on which the caches are, ask the cluster's DNS pods. */
export function nodesMayAsk(name: string, nodeCidrs: readonly string[], dnsPods: Pods) {
  return k8s.KubeNetworkPolicy.manifest({
    metadata: { name, namespace: dnsPods.namespace },
    spec: {
      podSelector: { matchLabels: dnsPods.labels },
      policyTypes: ['Ingress'],
      ingress: [{ from: nodeCidrs.map(ipBlock), ports: DNS }],
    },
  });
}

function ipBlock(cidr: string) {
  return { ipBlock: { cidr } };
}

import { k8s } from 'cdk8s-plus-28';
import { type EgressSettings, upstreamPolicyName } from './settings';

/** The port of Services and caches. Pods of the cluster's DNS may have another one. */
const DNS_PORT = 53;

/** Lets pods of a namespace ask the cache and the cluster's DNS pods. The DNS pods answer while the cache does not. */
export function podsMayAsk({ cache, name, podSelector }: EgressSettings, namespace: string) {
  const { localIps, clusterDnsIps, namespace: dnsNamespace, upstreamSelector, clusterDnsPort } = cache._settings;
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
      egress:
        clusterDnsPort === DNS_PORT
          ? [{ to: [...addresses, dnsPods], ports: ports(DNS_PORT) }]
          : [
              { to: addresses, ports: ports(DNS_PORT) },
              { to: [dnsPods], ports: ports(clusterDnsPort) },
            ],
    },
  });
}

/** Lets the nodes, on whose network the caches are, ask the cluster's DNS pods. */
export function nodesMayAsk({ cache, name, nodeCidrs }: EgressSettings) {
  const { namespace, upstreamSelector, clusterDnsPort } = cache._settings;
  return k8s.KubeNetworkPolicy.manifest({
    metadata: { name: upstreamPolicyName(name), namespace },
    spec: {
      podSelector: { matchLabels: upstreamSelector },
      policyTypes: ['Ingress'],
      ingress: [{ from: nodeCidrs.map(ipBlock), ports: ports(clusterDnsPort) }],
    },
  });
}

function ipBlock(cidr: string) {
  return { ipBlock: { cidr } };
}

function ports(port: number) {
  return ['UDP', 'TCP'].map((protocol) => ({ protocol, port: k8s.IntOrString.fromNumber(port) }));
}

import type { NodeLocalDnsCache } from '../cache/node-local-dns-cache';

/**
 * The options of a `NodeLocalDnsEgress`: the pods that may reach the cache, and the nodes that may reach the cluster's
 * DNS pods. A wrong value is an error at synth that names the prop, the value, the reason and the fix.
 */
export interface NodeLocalDnsEgressProps {
  /** The cache that the pods ask. */
  readonly cache: NodeLocalDnsCache;

  /**
   * The namespaces of the pods. Each of them gets a NetworkPolicy. An error if the list is empty, a namespace is in it
   * twice, or Kubernetes takes no such name.
   */
  readonly namespaces: string[];

  /**
   * The labels of the pods. A NetworkPolicy closes all egress of the pods it selects that no policy opens, so select
   * pods whose egress is closed already. An error if Kubernetes takes no such labels.
   * @default - all pods of the namespaces
   */
  readonly podSelector?: { [key: string]: string };

  /**
   * The addresses of the nodes, as CIDRs such as `10.0.0.0/16`. Set them if the ingress of the cluster's DNS pods is
   * closed: another NetworkPolicy then lets the caches on these nodes ask the DNS pods. That policy closes all ingress
   * of the DNS pods that no policy opens. An error if an item is no CIDR.
   * @default - no such NetworkPolicy
   */
  readonly nodeCidrs?: string[];

  /**
   * The name of the NetworkPolicies. The one for the DNS pods has this name and `-upstream`. An error if Kubernetes
   * takes no such name.
   * @default 'node-local-dns'
   */
  readonly name?: string;
}

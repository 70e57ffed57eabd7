import type { NodeLocalDnsCache } from '../cache/node-local-dns-cache';

/**
 * Which pods may reach the cache, and which nodes the cluster's DNS.
 */
export interface NodeLocalDnsEgressProps {
  /** The cache. */
  readonly cache: NodeLocalDnsCache;

  /**
   * The namespaces of the pods, each of which gets a NetworkPolicy. An error if there is none, or one is no namespace.
   */
  readonly namespaces: string[];

  /**
   * The labels of the pods. A NetworkPolicy closes for the pods it selects whatever no policy opens: select those whose
   * egress is closed already. An error if one is no label.
   * @default - all pods of the namespaces
   */
  readonly podSelector?: { [key: string]: string };

  /**
   * The nodes' addresses, as CIDRs: those from which the caches ask the cluster's DNS pods, where these are closed to
   * them. A NetworkPolicy then opens the DNS pods to the nodes, and closes them to whatever no policy opens. An error
   * if one is no CIDR.
   * @default - no such NetworkPolicy
   */
  readonly nodeCidrs?: string[];

  /**
   * The name of the NetworkPolicies; that for the DNS pods has `-upstream` after it. An error if it is no name of an object.
   * @default 'node-local-dns'
   */
  readonly name?: string;
}

import type { k8s } from 'cdk8s-plus-28';
import type { Address } from '../input/address';
import type { Part } from '../kubernetes/part';
import type { Availability } from '../options/availability';

/** The addresses of a cache. Each list has one address for each IP family. For now only one family is allowed. */
export interface Addresses {
  /** The addresses that the cache has on every node. */
  readonly localIps: readonly Address[];
  /** The cluster IPs of the Service `kube-dns`. */
  readonly clusterDnsIps: readonly Address[];
}

/** The settings on which the set-up of a node depends. */
export interface Setup {
  readonly availability: Availability;
  /** The name of the cache's interface, if it is not node-cache's default. */
  readonly interfaceName?: string;
  readonly metricsPort: number | undefined;
}

/** All consequences of a proxy mode for a cache. */
export interface Mode {
  /** The name of the mode in kube-proxy's configuration. */
  readonly name: string;

  /** Whether pods use the cache only when their kubelet or their dnsConfig names the local IP. */
  readonly podsMustBeTold: boolean;

  /** The addresses on which node-cache answers: `-localip` in its arguments, `bind` in the Corefile. */
  readonly boundIps: (addresses: Addresses) => Address[];

  /** The servers to which the cluster's zones are forwarded. */
  readonly clusterUpstreams: (addresses: Addresses) => string[];

  /**
   * Whether the rules of FAIL_OPEN send queries for a local IP to kube-dns while the cache is away. Where the cache
   * answers on the kube-dns IP, no such rule is needed: pods ask that IP, and kube-proxy's rules lead it to kube-dns.
   */
  readonly redirects: boolean;

  /** Whether the pod has the network of its node. */
  readonly hostNetwork: boolean;

  /** The address of the health endpoint. The probes ask it. */
  readonly healthIp: (addresses: Addresses) => Address;

  /** node-cache's flags for the interface that has the addresses, and for the rules that bring queries to it. */
  readonly setupArgs: (setup: Setup) => string[];

  /** The ports that the container names. */
  readonly ports: (setup: Setup) => k8s.ContainerPort[];

  /** The capabilities of node-cache's container, if it is not privileged. */
  readonly capabilities: readonly string[];

  /** The other parts of the pod that the mode needs. */
  readonly part: Part;
}

import type { k8s } from 'cdk8s-plus-28';
import type { Address } from '../input/address';
import type { Part } from '../kubernetes/part';
import type { Availability } from '../options/availability';

/** The addresses that a cache is about. Each list has one of a family; for now that is one in all. */
export interface Addresses {
  /** The addresses that the cache has on every node. */
  readonly localIps: readonly Address[];
  /** The cluster IPs of the Service `kube-dns`. */
  readonly clusterDnsIps: readonly Address[];
}

/** What the set-up of a node depends on. */
export interface Setup {
  readonly availability: Availability;
  /** The name of the cache's interface, where it is not node-cache's own default. */
  readonly interfaceName?: string;
  readonly metricsPort: number | undefined;
}

/** Everything that a proxy mode means for a cache. */
export interface Mode {
  /** The name that kube-proxy has for it. */
  readonly name: string;

  /** Whether pods use the cache only when their kubelet or their dnsConfig names the local IP. */
  readonly podsMustBeTold: boolean;

  /** The addresses that node-cache answers on: `-localip` in its arguments, `bind` in the Corefile. */
  readonly boundIps: (addresses: Addresses) => Address[];

  /** Where the cluster's zones are forwarded to. */
  readonly clusterUpstreams: (addresses: Addresses) => string[];

  /**
   * Whether FAIL_OPEN has to send on what reaches a local IP while the cache is away. Where the cache answers on the
   * kube-dns IP, kube-proxy does it.
   */
  readonly redirects: boolean;

  /** Whether the pod has the network of its node. */
  readonly hostNetwork: boolean;

  /** The address of the health endpoint, which the probes ask. */
  readonly healthIp: (addresses: Addresses) => Address;

  /** node-cache's flags for the interface that has the addresses, and for the rules that bring queries to it. */
  readonly setupArgs: (setup: Setup) => string[];

  /** The ports that the container names. */
  readonly ports: (setup: Setup) => k8s.ContainerPort[];

  /** What node-cache may do besides what every process may. */
  readonly capabilities: readonly string[];

  /** What else the pod needs. */
  readonly part: Part;
}

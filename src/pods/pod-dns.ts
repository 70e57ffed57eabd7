/**
 * An option of resolv.conf.
 */
export interface PodDnsOption {
  /** The name of the option, such as `ndots`. */
  readonly name: string;

  /**
   * The value of the option, such as `5`.
   * @default - none: the option is a switch
   */
  readonly value?: string;
}

/**
 * The field `dnsConfig` of a pod's spec.
 */
export interface PodDnsConfig {
  /** The IP addresses of the DNS servers, in the order in which the pod asks them. */
  readonly nameservers: string[];

  /** The domains in which the pod looks up a short name. */
  readonly searches: string[];

  /** The options of resolv.conf. */
  readonly options: PodDnsOption[];
}

/**
 * The part of a pod's spec that makes the pod ask the cache.
 */
export interface PodDns {
  /** Always `None`: the pod has the DNS settings of `dnsConfig`, and no others. */
  readonly dnsPolicy: string;

  /** The pod's nameservers, search domains and options. */
  readonly dnsConfig: PodDnsConfig;
}

/**
 * The DNS settings of pods, for each way in which this package sets them.
 */
export interface PodDnsOptions {
  /**
   * The IP addresses of the DNS servers that a pod asks when the cache does not answer, at most 2. An error if one is
   * no unicast address, is the local IP, or is in the list twice.
   * @default - the kube-dns IP
   */
  readonly fallbackNameservers?: string[];

  /**
   * Domains to search after the three of the cluster. The node's own domains are not among them by default. An error if
   * an item is no domain or has a `_`, or if all domains together are more than 32, or more than 2048 characters.
   * @default []
   */
  readonly searches?: string[];

  /**
   * The number of dots from which on a name is first asked for as it is, without the domains to search: 0 to 15. With
   * 5, a lookup of `www.example.org` first asks for `www.example.org.default.svc.cluster.local` and two more names.
   * With 2 it asks for `www.example.org` at once. `my-service.my-namespace` is still found by the domains to search.
   * @default 5
   */
  readonly ndots?: number;

  /**
   * Other options of resolv.conf: `timeout:2` (1 to 30 s), `attempts:3` (1 to 5), `single-request-reopen`. An error if
   * resolvers do not know an option, its value is out of range, or an option is in the list twice.
   * @default []
   */
  readonly options?: string[];
}

/**
 * The options of `podDnsConfig`: the DNS settings of one pod.
 */
export interface PodDnsConfigOptions extends PodDnsOptions {
  /**
   * The namespace of the pod. The pod finds the Services of this namespace by their short names. An error if Kubernetes
   * takes no such name.
   * @default 'default'
   */
  readonly namespace?: string;
}

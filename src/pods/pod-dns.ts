/**
 * An option of resolv.conf.
 */
export interface PodDnsOption {
  /** Its name, such as `ndots`. */
  readonly name: string;

  /**
   * Its value, such as `5`.
   * @default - none: the option is a switch
   */
  readonly value?: string;
}

/**
 * The field `dnsConfig` of a pod's spec.
 */
export interface PodDnsConfig {
  /** Addresses of DNS servers, in the order in which they are asked. */
  readonly nameservers: string[];

  /** The domains that a short name is looked up in. */
  readonly searches: string[];

  /** The options of resolv.conf. */
  readonly options: PodDnsOption[];
}

/**
 * The part of a pod's spec by which it asks the cache.
 */
export interface PodDns {
  /** `None`: the pod's DNS is what `dnsConfig` says, and nothing else. */
  readonly dnsPolicy: string;

  /** Where the pod asks, and how. */
  readonly dnsConfig: PodDnsConfig;
}

/**
 * What pods are told about DNS, whichever way they are told.
 */
export interface PodDnsOptions {
  /**
   * Addresses of the DNS servers that a pod asks when the cache does not answer, at most 2. An error if one is no
   * unicast address, is the cache's own, or stands there twice.
   * @default - the kube-dns IP
   */
  readonly fallbackNameservers?: string[];

  /**
   * Domains to search after those of the cluster. With these three there can be 32, of 2048 characters in all; an error
   * if there are more, or if one is no domain. The node's own are not among them by default.
   * @default []
   */
  readonly searches?: string[];

  /**
   * How many dots a name needs to be asked for as it is, before the domains to search: 0 to 15. With 5 a lookup of
   * `www.example.org` asks for `www.example.org.default.svc.cluster.local` first, and two more; with 2 it does not, and
   * `my-service.my-namespace` is still found at once.
   * @default 5
   */
  readonly ndots?: number;

  /**
   * Other options, as resolv.conf has them: `timeout:2` (1 to 30 s), `attempts:3` (1 to 5), `single-request-reopen`. An
   * error if resolvers do not know one, or would take another value for it.
   * @default []
   */
  readonly options?: string[];
}

/**
 * What one pod is told about DNS.
 */
export interface PodDnsConfigOptions extends PodDnsOptions {
  /**
   * The namespace of the pod, whose Services it finds by their short names. An error if it is no namespace.
   * @default 'default'
   */
  readonly namespace?: string;
}

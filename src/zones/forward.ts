import type { Duration } from 'cdk8s';
import type { ForwardPolicy } from '../options/forward-policy';
import type { ForwardProtocol } from '../options/forward-protocol';
import type { ResponseCode } from '../options/response-code';
import type { CertificateAuthority } from './certificate-authority';
import { type Destination, parseWay, type Way } from './way';

/**
 * How a zone asks its servers. Figures that are not given are those of CoreDNS's forward plugin.
 */
export interface ForwardOptions {
  /**
   * Which server is asked first. The order of the servers means nothing without `ForwardPolicy.SEQUENTIAL`. An error
   * with one server.
   * @default ForwardPolicy.RANDOM
   */
  readonly policy?: ForwardPolicy;

  /**
   * The transport. An error with a `tls://` server. node-cache before 1.26.8 asks `upstreamNameservers` of the ConfigMap
   * `kube-dns` as if `TCP` were not said, if nothing else is said of the servers.
   * @default - `TCP` to the cluster's DNS, since conntrack entries of TCP end with the connection; `AS_ASKED` to other
   * servers; with a cache that fails fast `PREFER_UDP` to all
   */
  readonly protocol?: ForwardProtocol;

  /**
   * The response codes after which the next server is asked, in the order of the list. The answer of the last server
   * counts. An error with one server, with servers that only the node knows, with another policy than
   * `ForwardPolicy.SEQUENTIAL`, or with an image older than node-cache 1.26.5.
   * @default - the first answer counts, whatever it says
   */
  readonly failover?: ResponseCode[];

  /**
   * How many queries may wait for the servers at once: 1 or more. The cache answers further ones with REFUSED.
   * @default - no limit
   */
  readonly maxConcurrent?: number;

  /**
   * After how many failed health checks in a row a server is left out: 0 to 4294967295. With 0 no server is left out.
   * @default 2, 1 with a cache that fails fast
   */
  readonly maxFails?: number;

  /**
   * How long a connection without a query is kept: a millisecond or more.
   * @default Duration.seconds(10)
   */
  readonly expire?: Duration;

  /**
   * The time between two health checks of a server that has failed: a millisecond or more.
   * @default Duration.millis(500), Duration.millis(100) with a cache that fails fast
   */
  readonly healthCheckInterval?: Duration;

  /**
   * The domain that health checks ask for. An error if it is no domain, or with an image older than node-cache 1.22.28.
   * @default - the root; the cluster's domain with a cache that fails fast and the cluster's DNS
   */
  readonly healthCheckDomain?: string;

  /**
   * Whether health checks ask for recursion. Servers that only know their own zones may refuse it.
   * @default true, false with a cache that fails fast and the cluster's DNS
   */
  readonly healthCheckRecursion?: boolean;

  /**
   * How long a connection is used at most: a millisecond or more. A load balancer then chooses a server anew. An error if it is less than `expire`, or with an image older than node-cache 1.27.0.
   * @default - no limit
   */
  readonly maxAge?: Duration;

  /**
   * How many connections without a query are kept for each server: 1 or more. An error with an image older than
   * node-cache 1.27.0.
   * @default - no limit
   */
  readonly maxIdleConnections?: number;

  /**
   * Domains whose names are not sent to the servers. The cache answers them with SERVFAIL. In most cases a zone of its
   * own is better, such as `Zone.nonexistent()`. An error if one of them is no domain.
   * @default - none
   */
  readonly except?: string[];

  /**
   * The certificates that `tls://` servers are verified with. An error without such a server.
   * @default - the authorities that the image trusts
   */
  readonly certificateAuthority?: CertificateAuthority;
}

/**
 * The servers that a zone's queries go to, and how they are asked.
 */
export class Forward {
  /**
   * Servers by their addresses. An error in the same cases as for the prop `upstreamServers`.
   *
   * @param servers each is `IP`, `IP:port`, `[IPv6]:port`, or with TLS `tls://IP%NAME`, where NAME is in the server's
   * certificate; 1 to 15 of them
   * @param options how they are asked
   */
  public static to(servers: string[], options: ForwardOptions = {}): Forward {
    return new Forward('servers', options, servers);
  }

  /**
   * The cluster's DNS, in every proxy mode. Its own `hosts` and rewrites then hold for the names of the zone.
   *
   * @param options how it is asked. An error with `policy`, `failover` or `certificateAuthority`, which would have no
   * effect
   */
  public static toClusterDns(options: ForwardOptions = {}): Forward {
    return new Forward('cluster DNS', options);
  }

  /**
   * The servers in the node's /etc/resolv.conf, as they were when the pod started. If the ConfigMap `kube-dns` has
   * `upstreamNameservers`, these take their place: see the prop `useKubeDnsConfigMap`.
   *
   * @param options how they are asked
   */
  public static toNodeResolvers(options: ForwardOptions = {}): Forward {
    return new Forward('node resolvers', options);
  }

  private constructor(
    private readonly destination: Destination,
    private readonly options: ForwardOptions,
    private readonly servers?: string[],
  ) {}

  /** @internal */
  public _resolve(): Way {
    return parseWay(this.destination, this.options, this.servers);
  }
}

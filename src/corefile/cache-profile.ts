import { Duration } from 'cdk8s';
import { ServeStaleRefresh } from '../options/serve-stale-refresh';
import { type CacheSettings, parseCacheProfile } from './cache';

/**
 * What a cache keeps, how much and how long. The figures are those of CoreDNS's cache plugin, for each zone served.
 */
export interface CacheProfileOptions {
  /**
   * How many positive answers each zone keeps: 1024 or more. `estimatedMemory` tells what they take.
   * @default 9984
   */
  readonly successCapacity?: number;

  /**
   * How long a positive answer is kept at most, in whole seconds above 0.
   * @default Duration.seconds(30)
   */
  readonly successTtl?: Duration;

  /**
   * The same outside the cluster's domains, in whole seconds above 0.
   * @default - `successTtl`
   */
  readonly externalSuccessTtl?: Duration;

  /**
   * How many negative answers each zone keeps: 1024 or more.
   * @default 9984
   */
  readonly denialCapacity?: number;

  /**
   * How long a negative answer is kept at most, in whole seconds above 0.
   * @default - 5 seconds in the cluster's domains, so that a new Service is soon seen; 30 seconds elsewhere
   */
  readonly denialTtl?: Duration;

  /**
   * How many times a name must be asked, with no gap longer than `prefetchDuration`, to be refreshed before it
   * expires: 1 or more.
   * @default - names are not prefetched
   */
  readonly prefetchAmount?: number;

  /**
   * The longest gap between two queries of a name that is prefetched, in whole seconds above 0.
   * @default Duration.minutes(1)
   */
  readonly prefetchDuration?: Duration;

  /**
   * A name is prefetched when less than this share of its TTL is left, in percent: 10 to 90.
   * @default 10
   */
  readonly prefetchPercentage?: number;

  /**
   * How long an expired answer may still be served while the upstream does not answer, in whole seconds above 0.
   * @default - expired answers are not served
   */
  readonly serveStale?: Duration;

  /**
   * When a stale answer gets refreshed.
   * @default ServeStaleRefresh.IMMEDIATE
   */
  readonly serveStaleRefresh?: ServeStaleRefresh;

  /**
   * How long a SERVFAIL is kept, in whole seconds, at most 5 minutes: 0 keeps none. Needs node-cache 1.22.28 or newer.
   * @default - CoreDNS's own, 5 seconds
   */
  readonly servfailTtl?: Duration;

  /**
   * Whether servers that are silent, as when packets to them are dropped, are given up after one try, so that a stale
   * answer comes within 2 seconds, and at once some 4 seconds after the first question. `false` waits up to 30 seconds,
   * and loses less while one of several servers is silent.
   *
   * The cluster's DNS is then asked by UDP, whose conntrack entries stay for a while after the answer; an explicit
   * `forceTcpToClusterDns: true` keeps TCP, and the wait of a cache that has just started. While one of two pods of the
   * cluster's DNS is silent, about one new name in a hundred gets SERVFAIL, until kube-proxy leaves that pod out; a
   * client that asks again gets its answer. Several servers outside the cluster get more tries, so nothing is lost
   * while half of them are silent, and the first stale answer takes 4 seconds. The node's own servers count as three,
   * and are asked as without `failFast` if `forceTcpToUpstream` is set.
   *
   * An error without `serveStale` and `ServeStaleRefresh.VERIFY`, or with an image older than node-cache 1.26.8.
   * @default false
   */
  readonly failFast?: boolean;
}

const RESILIENT: CacheProfileOptions = {
  successCapacity: 19968,
  externalSuccessTtl: Duration.hours(1),
  denialCapacity: 19968,
  prefetchAmount: 5,
  serveStale: Duration.hours(1),
  // Asked first, a changed Service is seen at once, however long its old address has been kept.
  serveStaleRefresh: ServeStaleRefresh.VERIFY,
  // A SERVFAIL that is kept hides the answers that come after it, as long as stale ones are served
  // (coredns/coredns#7956).
  servfailTtl: Duration.seconds(0),
};

/**
 * How the cache keeps answers.
 */
export class CacheProfile {
  /**
   * The official manifest's: 9984 answers of each kind for at most 30 seconds, negative ones of the cluster's domain
   * for at most 5.
   */
  public static readonly OFFICIAL = new CacheProfile();

  /**
   * A name that was asked before still resolves while its servers are away: for an hour after it has expired, its old
   * answer is given if they do not give a new one. Names outside the cluster's domains are kept for their own TTL, an
   * hour at most; those of the cluster as briefly as officially, so that a changed Service is seen. Twice as many
   * answers are kept, those that are asked for often are renewed before they expire, and a SERVFAIL is not kept.
   * An error with an image older than node-cache 1.22.28.
   */
  public static readonly RESILIENT = CacheProfile.of(RESILIENT);

  /**
   * RESILIENT with `failFast`: while the servers are silent, rather than refusing or gone, an old answer comes within 2
   * seconds, not within 30. `CacheProfileOptions.failFast` says what that costs.
   * An error with an image older than node-cache 1.26.8.
   */
  public static readonly FAIL_FAST = CacheProfile.of({ ...RESILIENT, failFast: true });

  /**
   * Figures of your own. Those not given are the official ones.
   */
  public static of(options: CacheProfileOptions): CacheProfile {
    return new CacheProfile(options);
  }

  private constructor(private readonly options?: CacheProfileOptions) {}

  /** @internal */
  public _resolve(): CacheSettings {
    return parseCacheProfile(this.options);
  }
}

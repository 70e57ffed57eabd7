import { Duration } from 'cdk8s';
import { ServeStaleRefresh } from '../options/serve-stale-refresh';
import { type CacheSettings, parseCacheProfile } from './cache';

/**
 * The options of a `CacheProfile`: which answers a cache keeps, how many and how long. The figures are those of
 * CoreDNS's cache plugin, for each zone that the cache serves.
 */
export interface CacheProfileOptions {
  /**
   * How many positive answers each zone keeps: 1024 or more. `estimatedMemory` shows the memory that they take.
   * @default 9984
   */
  readonly successCapacity?: number;

  /**
   * How long a positive answer is kept at most, in whole seconds above 0. CoreDNS keeps none for more than an hour unless
   * `successMinTtl` is longer.
   * @default Duration.seconds(30)
   */
  readonly successTtl?: Duration;

  /**
   * How long a positive answer outside the cluster's domains is kept at most, in whole seconds above 0.
   * @default - `successTtl`
   */
  readonly externalSuccessTtl?: Duration;

  /**
   * How long a positive answer is kept at least, in whole seconds, whatever its TTL says. Clients see a changed record
   * that much later. An error if it is more than `successTtl` or `externalSuccessTtl`.
   * @default - CoreDNS's own, 5 seconds
   */
  readonly successMinTtl?: Duration;

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
   * How long a negative answer is kept at least, in whole seconds. An error if it is more than `denialTtl`.
   * @default - CoreDNS's own, 5 seconds
   */
  readonly denialMinTtl?: Duration;

  /**
   * How many queries for a name make the cache refresh it before it expires: 1 or more. No gap between the queries may
   * be longer than `prefetchDuration`.
   * @default - names are not prefetched
   */
  readonly prefetchAmount?: number;

  /**
   * The longest gap between two queries of a name that is prefetched, in whole seconds above 0. An error without
   * `prefetchAmount`.
   * @default Duration.minutes(1)
   */
  readonly prefetchDuration?: Duration;

  /**
   * The share of its TTL below which a name is prefetched, in percent: 10 to 90. An error without `prefetchAmount`.
   * @default 10
   */
  readonly prefetchPercentage?: number;

  /**
   * How long an expired answer may still be served while the upstream does not answer, in whole seconds above 0.
   * @default - expired answers are not served
   */
  readonly serveStale?: Duration;

  /**
   * When a stale answer is refreshed. An error without `serveStale`.
   * @default ServeStaleRefresh.IMMEDIATE
   */
  readonly serveStaleRefresh?: ServeStaleRefresh;

  /**
   * How long a SERVFAIL is kept, in whole seconds, at most 5 minutes. With 0 none is kept. An error with an image older
   * than node-cache 1.22.28.
   * @default - CoreDNS's own, 5 seconds
   */
  readonly servfailTtl?: Duration;

  /**
   * Whether the cache gives up a silent server after one try. Servers are silent if packets to them are dropped, for
   * instance. A stale answer then comes within 2 seconds, and at once from some 4 seconds after the first query on.
   * With `false` the cache waits up to 30 seconds, and loses less while one of several servers is silent.
   *
   * With `true` the cache asks the cluster's DNS by UDP, whose conntrack entries stay for a while after the answer. An
   * explicit `ForwardProtocol.TCP` keeps TCP, and also the long wait of a cache that has just started. While one of two pods of the cluster's DNS is silent, about one new name in a hundred gets SERVFAIL, until kube-proxy leaves
   * that pod out. A client that asks again gets its answer.
   *
   * Several servers outside the cluster get more tries, so nothing is lost while half of them are silent, and the first
   * stale answer takes 4 seconds. The node's own servers count as three.
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
  // The cache asks first, so a changed Service is seen at once, however long the cache has kept its old address.
  serveStaleRefresh: ServeStaleRefresh.VERIFY,
  // While stale answers are served, a SERVFAIL that is kept hides the answers that come after it
  // (coredns/coredns#7956).
  servfailTtl: Duration.seconds(0),
};

/**
 * Which answers the cache keeps, how many and how long.
 */
export class CacheProfile {
  /**
   * The figures of the official manifest: each zone keeps 9984 answers of each kind for at most 30 seconds, negative
   * ones of the cluster's domain for at most 5 seconds.
   */
  public static readonly OFFICIAL = new CacheProfile();

  /**
   * A name that was asked before still resolves while its servers are gone, or refuse to answer. For an hour after an
   * answer has expired, the cache asks the servers first, and gives the old answer if it gets no new one. While servers
   * are silent, that takes longer than many clients wait: see FAIL_FAST.
   *
   * Names outside the cluster's domains are kept for their own TTL, an hour at most. Names of the cluster are kept as
   * briefly as with OFFICIAL, so that a changed Service is seen. The cache keeps twice as many answers, renews those
   * that are asked for often before they expire, and keeps no SERVFAIL. An error with an image older than node-cache
   * 1.22.28.
   */
  public static readonly RESILIENT = CacheProfile.of(RESILIENT);

  /**
   * RESILIENT with `failFast`. While the servers are silent (not refusing, and not gone), an old answer comes within 2
   * seconds instead of 30. `CacheProfileOptions.failFast` says what that costs.
   * An error with an image older than node-cache 1.26.8.
   */
  public static readonly FAIL_FAST = CacheProfile.of({ ...RESILIENT, failFast: true });

  /**
   * A profile with figures of your own. Figures that are not given are the official ones. An error if one is out of its
   * range.
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

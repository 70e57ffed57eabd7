import type { Duration } from 'cdk8s';

/**
 * The thresholds of the alerts. A share is above 0 and at most 1. An error if a threshold is out of its range, or if
 * its alert is switched off or is one that the cache does not have.
 */
export interface AlertThresholds {
  /**
   * How many times a cache may start again in an hour: 1 to 60. For `RESTARTING`.
   * @default 3
   */
  readonly restarts?: number;

  /**
   * How many queries a second, for each node, mean that the caches are in use: above 0. For `UNUSED`.
   * @default 0.001
   */
  readonly usedQueries?: number;

  /**
   * How many queries a second the nodes must get on average before a node without any is suspicious: above 0. For
   * `NODE_BYPASSED`.
   * @default 1
   */
  readonly busyQueries?: number;

  /**
   * The share of nodes without a healthy server from which on it is a matter of the cluster and not of single nodes.
   * For `UPSTREAMS_DOWN` and `NODE_UPSTREAMS_DOWN`.
   * @default 0.25
   */
  readonly nodesWithoutUpstream?: number;

  /**
   * The time that 99 of 100 answers of a server must not exceed: 10 ms to 5 s. For `UPSTREAM_SLOW`.
   * @default Duration.seconds(1)
   */
  readonly upstreamLatency?: Duration;

  /**
   * The share of a server's answers that may be SERVFAIL. For `UPSTREAM_SERVFAIL`.
   * @default 0.1
   */
  readonly upstreamServfailShare?: number;

  /**
   * The share of a node's queries that may stay without a server's answer. For `SERVFAIL`.
   * @default 0.05
   */
  readonly servfailShare?: number;

  /**
   * The share of the answers about the cluster's names that may be a SERVFAIL of the cluster's DNS. For
   * `CLUSTER_SERVFAIL`.
   * @default 0.01
   */
  readonly clusterServfailShare?: number;

  /**
   * The share of the queries that may get a stale answer. For `SERVING_STALE`.
   * @default 0.01
   */
  readonly staleShare?: number;

  /**
   * How many queries a second a cache may refuse: above 0. For `REJECTING`.
   * @default 0.1
   */
  readonly rejectedQueries?: number;

  /**
   * The share of its memory that a cache may use: of GOMEMLIMIT if it has a memory limit, of `estimatedMemory` if not.
   * Above 0, and at most 10. For `MEMORY`.
   * @default - 0.95 with a memory limit, 1.5 without one
   */
  readonly memoryShare?: number;

  /**
   * The part of the hit share of the day before that has to be left. For `HIT_SHARE_COLLAPSED`.
   * @default 0.5
   */
  readonly hitShareLeft?: number;

  /**
   * How many answers, as a share of the queries, a cache may drop before they have expired. For `CACHE_TOO_SMALL`.
   * @default 0.1
   */
  readonly evictionShare?: number;
}

/**
 * The alerts of a `NodeLocalDnsMonitoring`. Each value is the alert's name in Prometheus. docs/operations.md has a
 * runbook for each.
 */
export enum NodeLocalDnsAlert {
  /** Prometheus has no cache to scrape. */
  ABSENT = 'NodeLocalDnsAbsent',
  /** A cache does not answer Prometheus. */
  DOWN = 'NodeLocalDnsDown',
  /** A cache is started again and again. */
  RESTARTING = 'NodeLocalDnsRestarting',
  /** No pod of the cluster asks the caches. */
  UNUSED = 'NodeLocalDnsUnused',
  /** The cache of one node gets no query, while the others are busy. */
  NODE_BYPASSED = 'NodeLocalDnsNodeBypassed',
  /** node-cache cannot set up its interface, its rules or its configuration. */
  SETUP_ERRORS = 'NodeLocalDnsSetupErrors',
  /** The caches of many nodes find none of their servers well. */
  UPSTREAMS_DOWN = 'NodeLocalDnsUpstreamsDown',
  /** The cache of one node finds none of its servers well. */
  NODE_UPSTREAMS_DOWN = 'NodeLocalDnsNodeUpstreamsDown',
  /** One server of several does not answer. */
  UPSTREAM_UNHEALTHY = 'NodeLocalDnsUpstreamUnhealthy',
  /** A server answers late. */
  UPSTREAM_SLOW = 'NodeLocalDnsUpstreamSlow',
  /** A server answers with SERVFAIL. */
  UPSTREAM_SERVFAIL = 'NodeLocalDnsUpstreamServfail',
  /** A cache answers SERVFAIL because no server has answered it. Not with `Metrics.LIGHT`. */
  SERVFAIL = 'NodeLocalDnsServfail',
  /** The cluster's DNS answers SERVFAIL for names of the cluster. Not with `Metrics.LIGHT`. */
  CLUSTER_SERVFAIL = 'NodeLocalDnsClusterServfail',
  /** Answers have expired, and no server renews them. Only where the cache serves stale answers. */
  SERVING_STALE = 'NodeLocalDnsServingStale',
  /** A cache refuses queries, since `max_concurrent` is reached. */
  REJECTING = 'NodeLocalDnsRejecting',
  /** A cache cannot load its new configuration. Only with images that have the `reload` plugin, before 1.26.5. */
  RELOAD_FAILED = 'NodeLocalDnsReloadFailed',
  /** CoreDNS has panicked. */
  PANICS = 'NodeLocalDnsPanics',
  /** A cache uses nearly all the memory that it may, or more than a full one is thought to need. */
  MEMORY = 'NodeLocalDnsMemory',
  /** Far fewer queries than the day before are answered from the caches. */
  HIT_SHARE_COLLAPSED = 'NodeLocalDnsHitShareCollapsed',
  /** A cache drops answers that have not expired. */
  CACHE_TOO_SMALL = 'NodeLocalDnsCacheTooSmall',
}

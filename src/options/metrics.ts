/**
 * Which figures the cache has for Prometheus. Timing every query, as the official manifest does, costs throughput.
 */
export enum Metrics {
  /** Those of every query too: how many, how answered, how fast (`coredns_dns_*`), by zone. The official way. */
  FULL = 'full',
  /**
   * Those of cache, upstreams, set-up and process (`coredns_cache_*`, `coredns_forward_*`, `coredns_proxy_*`,
   * `coredns_nodecache_*`, `process_*`), and none of single queries. A server block of its own has the endpoint, for a
   * name that nobody asks for, `metrics.invalid`.
   */
  LIGHT = 'light',
  /**
   * None: no endpoint on `metricsPort`, no Service, no annotations. What node-cache always has on `setupMetricsPort`
   * stays; since node-cache 1.22.28 it shows what LIGHT does.
   */
  NONE = 'none',
}

/**
 * Which metrics the cache has for Prometheus. Metrics of every query, as in the official manifest, cost throughput.
 */
export enum Metrics {
  /**
   * All metrics, as in the official manifest. The metrics of queries (`coredns_dns_*`) have number, answer and time by
   * zone.
   */
  FULL = 'full',
  /**
   * The metrics of cache, upstreams, set-up and process (`coredns_cache_*`, `coredns_forward_*`, `coredns_proxy_*`,
   * `coredns_nodecache_*`, `process_*`), without those of queries. The endpoint has a server block of its own, for
   * `metrics.invalid`, a name that no client asks for.
   */
  LIGHT = 'light',
  /**
   * No endpoint on `metricsPort`, no metrics Service and no annotations. The endpoint on `setupMetricsPort` stays,
   * since node-cache always has it. Since node-cache 1.22.28 it shows the metrics of LIGHT.
   */
  NONE = 'none',
}

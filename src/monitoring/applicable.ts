import type { NodeLocalDnsCache } from '../cache/node-local-dns-cache';
import { reloadsWithSignal } from '../image/node-cache';
import { Metrics } from '../options/metrics';
import { NodeLocalDnsAlert as Alert } from './node-local-dns-alert';
import type { AlertThresholds } from './thresholds';

/** The alerts that read each threshold. */
export const ALERTS_OF: Record<keyof AlertThresholds, readonly Alert[]> = {
  restarts: [Alert.RESTARTING],
  usedQueries: [Alert.UNUSED],
  busyQueries: [Alert.NODE_BYPASSED],
  nodesWithoutUpstream: [Alert.UPSTREAMS_DOWN, Alert.NODE_UPSTREAMS_DOWN],
  upstreamLatency: [Alert.UPSTREAM_SLOW],
  upstreamServfailShare: [Alert.UPSTREAM_SERVFAIL],
  servfailShare: [Alert.SERVFAIL],
  clusterServfailShare: [Alert.CLUSTER_SERVFAIL],
  staleShare: [Alert.SERVING_STALE],
  rejectedQueries: [Alert.REJECTING],
  memoryShare: [Alert.MEMORY],
  hitShareLeft: [Alert.HIT_SHARE_COLLAPSED],
  evictionShare: [Alert.CACHE_TOO_SMALL],
};

type WhyNone = (cache: NodeLocalDnsCache) => string | undefined;

const notFull: WhyNone = ({ _settings }) =>
  _settings.metrics === Metrics.FULL ? undefined : 'the cache does not count answers with Metrics.LIGHT';

const REASONS: { readonly [A in Alert]?: WhyNone } = {
  [Alert.SERVFAIL]: notFull,
  [Alert.CLUSTER_SERVFAIL]: notFull,
  [Alert.SERVING_STALE]: ({ corefile }) =>
    corefile.includes('serve_stale') ? undefined : 'the cache serves no stale answers',
  [Alert.RELOAD_FAILED]: ({ _settings }) =>
    reloadsWithSignal(_settings.version) ? "node-cache counts no failed reloads without CoreDNS's reload" : undefined,
};

/** Why a cache cannot have an alert, or undefined if it can. An alert that can never fire would promise too much. */
export function whyNone(alert: Alert, cache: NodeLocalDnsCache): string | undefined {
  return REASONS[alert]?.(cache);
}

import { type Alert, HERE, type Watched } from './alert';
import { NodeLocalDnsAlert as Name } from './node-local-dns-alert';
import { CLUSTER, countBy, NODE, PROCESS, ratesBy, ratio, type Series } from './promql';

/** Alerts about the queries that reach the caches, and how many of them the caches answer by themselves. */
export function usageAlerts(watched: Watched) {
  return { ...queries(watched), ...hits(watched) };
}

function queries({ series, thresholds: { usedQueries = 0.001, busyQueries = 1 } }: Watched) {
  const requests = series('coredns_cache_requests_total');
  const nodes = countBy(CLUSTER, countBy(NODE, `${series('up')} == 1`));
  return {
    [Name.UNUSED]: {
      severity: 'warning',
      summary: 'The DNS caches run, and no pod asks them.',
      description: "Pods ask the cluster's DNS past the caches, or the cluster asks for no names at all.",
      expr: `${ratio(ratesBy(CLUSTER, requests, '1h'), nodes)} < ${usedQueries}`,
      for: '1h',
    },
    // The only sign of rules that are missing on a node: its queries go elsewhere, and all else is well.
    [Name.NODE_BYPASSED]: {
      severity: 'info',
      summary: 'The DNS cache of {{ $labels.node }} has had no query for half an hour, and other nodes have many.',
      description: "The node's pods ask the cluster's DNS past the cache, or the node has no pods that ask.",
      expr: `${ratesBy(NODE, requests, '30m')} == 0
  and on (${CLUSTER})
${ratio(ratesBy(CLUSTER, requests, '30m'), nodes)} > ${busyQueries}`,
      for: '30m',
    },
  } satisfies Record<string, Alert>;
}

/** Below this number of queries a second the hit share of a cluster says nothing. */
const ENOUGH_QUERIES = 1;

function hits({ series, thresholds: { hitShareLeft = 0.5, evictionShare = 0.1 } }: Watched) {
  const requests = series('coredns_cache_requests_total');
  return {
    [Name.HIT_SHARE_COLLAPSED]: {
      severity: 'info',
      summary: 'The DNS caches answer only {{ $value | humanizePercentage }} of the queries, far less than yesterday.',
      description: 'A workload asks for ever new names, answers have become short-lived, or caches restart often.',
      expr: `(
${hitShare(series, CLUSTER, '1h')}
)
  < ${hitShareLeft} * (
${hitShare(series, CLUSTER, '1h', ' offset 1d')}
)
  and
${ratesBy(CLUSTER, requests, '1h')} > ${ENOUGH_QUERIES}`,
      for: '1h',
    },
    [Name.CACHE_TOO_SMALL]: {
      severity: 'info',
      summary: `The DNS cache of ${HERE} drops {{ $value | humanizePercentage }} as many answers as it gets queries.`,
      description: 'They had not expired, and the cache was full. Its hit share is lower than it could be.',
      expr: `${ratio(
        ratesBy(PROCESS, series('coredns_cache_evictions_total'), '15m'),
        ratesBy(PROCESS, requests, '15m'),
      )} > ${evictionShare}`,
      for: '1h',
    },
  } satisfies Record<string, Alert>;
}

/**
 * The share of the queries that a cache answers by itself. A cache without a hit has no such counter, and one without a
 * query has no share.
 */
export function hitShare(series: Series, labels: string, window: string, offset = ''): string {
  const rates = (metric: string) => ratesBy(labels, series(metric), window, offset);
  const requests = rates('coredns_cache_requests_total');
  return ratio(`(${rates('coredns_cache_hits_total')} or 0 * ${requests})`, `(${requests} > 0)`);
}

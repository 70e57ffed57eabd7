import { type Alert, HERE, type Watched } from './alert';
import { NodeLocalDnsAlert as Name } from './node-local-dns-alert';
import { CLUSTER, PROCESS, ratesBy, ratio } from './promql';

/** Single failures say nothing: queries a second. */
const FAILURES = 0.1;

/** Alerts about the answers that pods get. */
export function answerAlerts(watched: Watched) {
  return { ...failures(watched), ...outages(watched) };
}

/** The label `plugin` says whose SERVFAIL it is: empty if no server answered, `cache` or another if a server said so. */
function failures({ series, cache, thresholds: { servfailShare = 0.05, clusterServfailShare = 0.01 } }: Watched) {
  const responses = (...matchers: string[]) => series('coredns_dns_responses_total', ...matchers);
  const own = ratesBy(PROCESS, responses('rcode="SERVFAIL"', 'plugin=""'), '5m');
  const { clusterDomain, additionalClusterDomains } = cache._settings;
  // Without the reverse zones: addresses outside have many that are broken.
  const zones = [clusterDomain, ...additionalClusterDomains].map((zone) => `${zone.replaceAll('.', '[.]')}[.]`);
  const ofCluster = `zone=~"${zones.join('|')}"`;
  return {
    [Name.SERVFAIL]: {
      severity: 'warning',
      summary: `{{ $value | humanizePercentage }} of the queries on ${HERE} fail, since no server answers them.`,
      description: 'Some servers are silent, or refuse. A domain that is broken by itself does not count.',
      expr: `${ratio(own, ratesBy(PROCESS, responses(), '5m'))} > ${servfailShare}
  and
${own} > ${FAILURES}
  unless
${ratesBy(PROCESS, series('coredns_forward_healthcheck_broken_total'), '5m')} > 0`,
      for: '10m',
    },
    [Name.CLUSTER_SERVFAIL]: {
      severity: 'warning',
      summary: "The cluster's DNS answers {{ $value | humanizePercentage }} of the caches' queries with SERVFAIL.",
      description: 'It answers, and does not know its own names: mostly it has lost the API server.',
      expr: `${ratio(
        ratesBy(CLUSTER, responses('rcode="SERVFAIL"', 'plugin!=""', ofCluster), '10m'),
        ratesBy(CLUSTER, responses(ofCluster), '10m'),
      )} > ${clusterServfailShare}`,
      for: '10m',
    },
  } satisfies Record<string, Alert>;
}

function outages({ series, thresholds: { staleShare = 0.01, rejectedQueries = 0.1 } }: Watched) {
  return {
    [Name.SERVING_STALE]: {
      severity: 'warning',
      summary: '{{ $value | humanizePercentage }} of the DNS answers have expired, and no server renews them.',
      description: 'Pods notice nothing yet. Names that were not asked for lately do not resolve.',
      expr: `${ratio(
        ratesBy(CLUSTER, series('coredns_cache_served_stale_total'), '10m'),
        ratesBy(CLUSTER, series('coredns_cache_requests_total'), '10m'),
      )} > ${staleShare}`,
      for: '10m',
    },
    [Name.REJECTING]: {
      severity: 'warning',
      summary: `The DNS cache of ${HERE} refuses {{ $value | humanize }} queries a second: max_concurrent is reached.`,
      description: 'More queries wait for servers than max_concurrent allows. The servers are slow, or it is too low.',
      expr: `${ratesBy(PROCESS, series('coredns_forward_max_concurrent_rejects_total'), '5m')} > ${rejectedQueries}`,
      for: '5m',
    },
  } satisfies Record<string, Alert>;
}

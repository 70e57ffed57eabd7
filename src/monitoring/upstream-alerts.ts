import type { Alert, Watched } from './alert';
import { NodeLocalDnsAlert as Name } from './node-local-dns-alert';
import { CLUSTER, countBy, NODE, ratesBy, ratio, SERVER } from './promql';

/** Servers that are hardly asked say nothing: queries a second. */
const ASKED = 0.1;

/** Alerts about the servers that the caches ask: the cluster's DNS, stub domains, and servers outside. */
export function upstreamAlerts(watched: Watched) {
  return { ...outages(watched), ...answers(watched) };
}

/**
 * A query that no server answers is in no histogram. What moves is the counter of queries that found every server
 * unhealthy.
 */
function outages({ series, thresholds: { nodesWithoutUpstream = 0.25 } }: Watched) {
  const broken = `${ratesBy(NODE, series('coredns_forward_healthcheck_broken_total'), '5m')} > 0`;
  const nodes = countBy(CLUSTER, countBy(NODE, `${series('up')} == 1`));
  const many = `${ratio(countBy(CLUSTER, broken), nodes)} > ${nodesWithoutUpstream}`;
  const failures = ratesBy(
    `${SERVER}, node`,
    series('coredns_proxy_healthcheck_failures_total', 'proxy_name="forward"'),
    '5m',
  );
  return {
    [Name.UPSTREAMS_DOWN]: {
      severity: 'critical',
      summary: '{{ $value | humanizePercentage }} of the nodes have a DNS cache that finds none of its servers well.',
      description:
        "The cluster's DNS, or the servers outside, do not answer. Names that the caches lack do not resolve.",
      expr: many,
      for: '5m',
    },
    [Name.NODE_UPSTREAMS_DOWN]: {
      severity: 'warning',
      summary: 'The DNS cache of {{ $labels.node }} finds none of its servers well; most other nodes do.',
      description:
        'Names that the cache lacks do not resolve on the node. The network of the node is the first suspect.',
      expr: `${broken}\n  unless on (${CLUSTER})\n${many}`,
      for: '10m',
    },
    [Name.UPSTREAM_UNHEALTHY]: {
      severity: 'info',
      summary:
        '{{ $labels.to }} does not answer the DNS caches of {{ $value }} nodes, which ask other servers meanwhile.',
      description: 'No name is lost. One more server that fails would lose them all.',
      expr: `${countBy(SERVER, `${failures} > 0.05`)}\n  unless on (${CLUSTER})\n${countBy(CLUSTER, broken)}`,
      for: '15m',
    },
  } satisfies Record<string, Alert>;
}

function answers({ series, thresholds: { upstreamLatency = 1, upstreamServfailShare = 0.1 } }: Watched) {
  const of = (part: string, ...matchers: string[]) =>
    series(`coredns_proxy_request_duration_seconds_${part}`, 'proxy_name="forward"', ...matchers);
  const failed = ratesBy(SERVER, of('count', 'rcode="SERVFAIL"'), '10m');
  const all = ratesBy(SERVER, of('count'), '10m');
  return {
    [Name.UPSTREAM_SLOW]: {
      severity: 'warning',
      summary: 'One in a hundred answers of {{ $labels.to }} takes {{ $value | humanizeDuration }} or longer.',
      description: 'The server or the way to it is overloaded. Pods wait as long for names that the cache lacks.',
      expr: `histogram_quantile(0.99, ${ratesBy(`${SERVER}, le`, of('bucket'), '10m')}) > ${upstreamLatency}
  and
${all} > ${ASKED}`,
      for: '15m',
    },
    [Name.UPSTREAM_SERVFAIL]: {
      severity: 'warning',
      summary: '{{ $labels.to }} answers {{ $value | humanizePercentage }} of the queries with SERVFAIL.',
      description:
        'The server answers, and fails: it cannot reach what it needs, or a domain that pods ask for is broken.',
      expr: `${ratio(failed, all)} > ${upstreamServfailShare}\n  and\n${failed} > ${ASKED}`,
      for: '10m',
    },
  } satisfies Record<string, Alert>;
}

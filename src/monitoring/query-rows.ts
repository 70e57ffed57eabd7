import type { Row } from './grafana';
import { by, graph, stat, WINDOW } from './panels';
import { ratesBy, type Series } from './promql';
import { hitShare } from './usage-alerts';

export function overviewRow(series: Series): Row {
  const requests = series('coredns_cache_requests_total');
  const total = (metric: string) => `sum(rate(${series(metric)}[${WINDOW}]))`;
  return {
    title: 'Is it up, and is it used?',
    panels: [
      stat('Caches up', 'short', 'Caches that answer Prometheus', `sum(${series('up')})`),
      stat('Caches away', 'short', 'Caches that do not', `count(${series('up')} == 0) or vector(0)`),
      stat('Queries', 'reqps', 'Queries that have reached the caches', total('coredns_cache_requests_total')),
      stat(
        'Hit share',
        'percentunit',
        'The share of the queries that no server was asked for',
        `(${total('coredns_cache_hits_total')} or vector(0)) / (${total('coredns_cache_requests_total')} > 0)`,
      ),
      stat(
        'No healthy server',
        'reqps',
        'Queries that found every server unhealthy; 0 is right',
        total('coredns_forward_healthcheck_broken_total'),
      ),
      stat(
        'Nodes that nobody asks',
        'short',
        'Nodes without a query for half an hour: bypassed, or without pods that ask',
        `count(sum by (node) (increase(${requests}[30m])) == 0) or vector(0)`,
      ),
    ],
  };
}

export function queriesRow(series: Series, isFull: boolean): Row {
  const requests = series('coredns_cache_requests_total');
  const byType = by('type, proto', series('coredns_dns_requests_total'), '{{type}} {{proto}}');
  return {
    title: 'Queries',
    panels: [
      graph('By zone', 'reqps', 'Queries by the zone of the Corefile', by('zones', requests, '{{zones}}')),
      graph('Busiest nodes', 'reqps', 'The ten nodes with most queries', {
        expr: `topk(10, ${ratesBy('node', requests, WINDOW)})`,
        legend: '{{node}}',
      }),
      {
        type: 'table',
        title: 'Quietest nodes',
        unit: 'short',
        description: 'The queries of the last half hour on the ten nodes with fewest; 0 is suspicious',
        targets: [{ expr: `bottomk(10, sum by (node) (increase(${requests}[30m])))`, legend: '' }],
      },
      ...(isFull ? [graph('By type', 'reqps', 'Queries by type and transport', byType)] : []),
    ],
  };
}

export function answersRow(series: Series): Row {
  const responses = (...matchers: string[]) => series('coredns_dns_responses_total', ...matchers);
  const buckets = series('coredns_dns_request_duration_seconds_bucket');
  return {
    title: 'Answers',
    panels: [
      graph('By code', 'reqps', 'Answers by code', by('rcode', responses(), '{{rcode}}')),
      graph(
        'SERVFAIL',
        'reqps',
        'Who failed: no server answered, or a server said SERVFAIL',
        by('zone', responses('rcode="SERVFAIL"', 'plugin=""'), '{{zone}} no answer'),
        by('zone', responses('rcode="SERVFAIL"', 'plugin!=""'), '{{zone}} a server said so'),
      ),
      graph(
        'Time to answer',
        's',
        'What half, 95 and 99 of 100 queries wait at most, hits included',
        ...[0.5, 0.95, 0.99].map((share) => ({
          expr: `histogram_quantile(${share}, ${ratesBy('le', buckets, WINDOW)})`,
          legend: `p${share * 100}`,
        })),
      ),
    ],
  };
}

export function cacheRow(series: Series): Row {
  const entries = `sum by (zones, type) (${series('coredns_cache_entries')})`;
  return {
    title: 'Cache',
    panels: [
      graph('Hit share by zone', 'percentunit', 'Stale answers count as hits', {
        expr: hitShare(series, 'zones', WINDOW),
        legend: '{{zones}}',
      }),
      graph('Entries', 'short', 'Answers that are kept, on all nodes', { expr: entries, legend: '{{zones}} {{type}}' }),
      graph(
        'Dropped and stale',
        'reqps',
        'Answers dropped before they expired, and answers given after they had',
        by('zones', series('coredns_cache_evictions_total'), '{{zones}} dropped'),
        by('zones', series('coredns_cache_served_stale_total'), '{{zones}} stale'),
      ),
    ],
  };
}

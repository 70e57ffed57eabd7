import type { Row } from './grafana';
import { by, graph, WINDOW } from './panels';
import { countBy, ratesBy, type Series, sumBy } from './promql';

export function serversRow(series: Series): Row {
  const asked = (part: string, ...matchers: string[]) =>
    series(`coredns_proxy_request_duration_seconds_${part}`, 'proxy_name="forward"', ...matchers);
  return {
    title: 'Servers that the caches ask',
    panels: [
      graph('Answers', 'reqps', 'Answers by server', by('to', asked('count'), '{{to}}')),
      graph(
        'Answers that are no success',
        'reqps',
        'Codes other than NOERROR; NXDOMAIN is everyday',
        by('to, rcode', asked('count', 'rcode!="NOERROR"'), '{{to}} {{rcode}}'),
      ),
      graph('Time to answer, p99', 's', 'Of those that have answered: a timeout is not in it', {
        expr: `histogram_quantile(0.99, ${ratesBy('to, le', asked('bucket'), WINDOW)})`,
        legend: '{{to}}',
      }),
      graph(
        'Failed health checks',
        'ops',
        'By server; only a server that has failed is checked',
        by('to', series('coredns_proxy_healthcheck_failures_total'), '{{to}}'),
      ),
      graph(
        'New connections',
        'ops',
        'Many by TCP: the server refuses them, or does not keep them',
        by('to, proto', series('coredns_proxy_conn_cache_misses_total'), '{{to}} {{proto}}'),
      ),
      graph(
        'Refused queries',
        'reqps',
        'Queries over max_concurrent',
        by('node', series('coredns_forward_max_concurrent_rejects_total'), '{{node}}'),
      ),
    ],
  };
}

export function processesRow(series: Series): Row {
  const process = '{{node}} {{instance}}';
  return {
    title: 'Processes',
    panels: [
      graph(
        'Memory',
        'bytes',
        'The ten largest processes, and the smallest limit that Go keeps to',
        { expr: `topk(10, ${series('process_resident_memory_bytes')})`, legend: process },
        { expr: `min(${series('go_gc_gomemlimit_bytes')} < 1e12)`, legend: 'GOMEMLIMIT' },
      ),
      graph('CPU', 'short', 'Processors that the ten busiest processes take', {
        expr: `topk(10, ${ratesBy('node, instance', series('process_cpu_seconds_total'), WINDOW)})`,
        legend: process,
      }),
      graph('Starts in an hour', 'short', 'Starts of a container beyond the first one of its pod', {
        expr: `changes(${series('process_start_time_seconds')}[1h]) > 0`,
        legend: process,
      }),
      graph('Set-up errors', 'short', 'In the last quarter of an hour, by kind', {
        expr: sumBy('errortype', `increase(${series('coredns_nodecache_setup_errors_total')}[15m])`),
        legend: '{{errortype}}',
      }),
      {
        type: 'table',
        title: 'Versions',
        unit: 'short',
        description: 'Processes by version of CoreDNS, and which nodes have them',
        targets: [{ expr: countBy('version, node', series('coredns_build_info')), legend: '' }],
      },
    ],
  };
}

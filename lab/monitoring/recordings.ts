/** The value of a series at each minute; undefined where it is not scraped. */
export type Value = (minute: number) => number | undefined;

/** The series of one process. A key is a metric, with further labels in braces if it has any. */
export type Metrics = Readonly<Record<string, Value>>;

/** All that a Prometheus has recorded, by series. */
export type Recording = Readonly<Record<string, Value>>;

export const always =
  (value: number): Value =>
  () =>
    value;

/** A counter that grows by so much a minute, from one minute to another. */
export const perMinute =
  (rate: number, since = 0, until = Number.POSITIVE_INFINITY): Value =>
  (minute) =>
    Math.max(0, Math.min(minute, until) - since) * rate;

export const CLUSTER_DNS = '10.96.200.10:53';
export const OUTSIDE = '192.0.2.1:53';

const SETUP_ERRORS = ['configmap', 'interface_add', 'interface_check', 'iptables', 'iptables_lock'];

/** A server that answers so many queries a minute, so many of them only after a second and a half. */
export function server(to: string, { fast = 60, slow = 0, rcode = 'NOERROR' }): Metrics {
  const labels = (more = '') => `{proxy_name="forward",rcode="${rcode}",to="${to}"${more}}`;
  const duration = 'coredns_proxy_request_duration_seconds';
  return {
    [`${duration}_count${labels()}`]: perMinute(fast + slow),
    [`${duration}_bucket${labels(',le="0.512"')}`]: perMinute(fast),
    [`${duration}_bucket${labels(',le="1.024"')}`]: perMinute(fast),
    [`${duration}_bucket${labels(',le="2.048"')}`]: perMinute(fast + slow),
    [`${duration}_bucket${labels(',le="+Inf"')}`]: perMinute(fast + slow),
  };
}

/** The answers of the cache, as FULL counts them. */
export function answers(rcode: string, plugin: string, zone: string, rate: number): Metrics {
  return { [`coredns_dns_responses_total{plugin="${plugin}",rcode="${rcode}",zone="${zone}"}`]: perMinute(rate) };
}

/** The queries of a cache, and those that it answers by itself. */
export function queries(rate: number, hits = rate * 0.9): Metrics {
  return {
    'coredns_cache_requests_total{zones="cluster.local."}': perMinute(rate),
    'coredns_cache_hits_total{type="success",zones="cluster.local."}': perMinute(hits),
  };
}

/** A cache that is well, with two queries a second, and with no limit of memory. */
export const LIGHT: Metrics = {
  up: always(1),
  process_start_time_seconds: always(1000),
  process_resident_memory_bytes: always(60e6),
  go_gc_gomemlimit_bytes: always(2 ** 63),
  coredns_forward_healthcheck_broken_total: always(0),
  coredns_forward_max_concurrent_rejects_total: always(0),
  coredns_panics_total: always(0),
  coredns_reload_failed_total: always(0),
  ...Object.fromEntries(
    SETUP_ERRORS.map((type) => [`coredns_nodecache_setup_errors_total{errortype="${type}"}`, always(0)]),
  ),
  ...queries(120),
  ...server(CLUSTER_DNS, {}),
  ...server(OUTSIDE, {}),
};

export const FULL: Metrics = {
  ...LIGHT,
  ...answers('NOERROR', '', 'cluster.local.', 100),
  ...answers('NXDOMAIN', '', '.', 20),
};

interface Process {
  readonly node: number;
  readonly metrics: Metrics;
  readonly port?: number;
  readonly pod?: string;
  readonly namespace?: string;
}

/** The series of a process, with the labels that the ServiceMonitor gives them. */
export function process({ node, metrics, port = 9253, pod = 'a', namespace = 'kube-system' }: Process): Recording {
  const labels = [
    'job="node-local-dns"',
    `namespace="${namespace}"`,
    `node="node-${node}"`,
    `instance="10.0.0.${node}:${port}"`,
    `pod="node-local-dns-${node}-${pod}"`,
  ].join(',');
  return Object.fromEntries(
    Object.entries(metrics).map(([key, value]) => {
      const [metric, more] = key.split(/[{}]/);
      return [`${metric}{${labels}${more ? `,${more}` : ''}}`, value];
    }),
  );
}

export const NODES = [1, 2, 3, 4];

/** Four nodes. Each is well but for what is given for it. */
export function cluster(changes: { readonly [node: number]: Metrics } = {}, well: Metrics = FULL): Recording {
  return Object.assign({}, ...NODES.map((node) => process({ node, metrics: { ...well, ...changes[node] } })));
}

/** Four nodes with the same change. */
export function everywhere(changes: Metrics, well: Metrics = FULL): Recording {
  return cluster({}, { ...well, ...changes });
}

/** The same metrics, scraped from one minute until before another. */
export function between(since: number, until: number, metrics: Metrics): Metrics {
  return Object.fromEntries(
    Object.entries(metrics).map(([key, value]) => [
      key,
      (minute: number) => (minute >= since && minute < until ? value(minute) : undefined),
    ]),
  );
}

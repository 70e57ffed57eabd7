import { NodeLocalDnsAlert as Alert } from '../../src';
import type { CacheName } from './caches';
import type { Case } from './promtool';
import {
  always,
  answers,
  between,
  CLUSTER_DNS,
  cluster,
  everywhere,
  FULL,
  LIGHT,
  type Metrics,
  NODES,
  OUTSIDE,
  perMinute,
  process,
  queries,
  type Recording,
  server,
} from './recordings';

const BROKEN = 'coredns_forward_healthcheck_broken_total';
const NO_SERVER = {
  [BROKEN]: perMinute(60),
  ...answers('SERVFAIL', '', '.', 60),
  [`coredns_proxy_healthcheck_failures_total{proxy_name="forward",to="${OUTSIDE}"}`]: perMinute(120),
  [`coredns_proxy_healthcheck_failures_total{proxy_name="forward",to="${CLUSTER_DNS}"}`]: perMinute(120),
};

/** A process that has seen an outage, some time ago. */
const EXPERIENCED: Metrics = {
  ...FULL,
  [BROKEN]: always(1000),
  coredns_panics_total: always(2),
  'coredns_nodecache_setup_errors_total{errortype="configmap"}': always(5),
};

/**
 * A node's pods one after the other. Both are scraped for the minutes of an overlap. They share the port, so the scrape
 * of the new one may reach the old one as long as that lives.
 */
function updated(node: number, at: number, overlap: number): Recording {
  const mixed = Object.fromEntries(
    Object.entries(restarted(at)).map(([key, value]) => [
      key,
      (minute: number) => (minute < at + overlap ? EXPERIENCED[key] : value)(minute),
    ]),
  );
  return {
    ...process({ node, pod: 'old', metrics: between(0, at + overlap, EXPERIENCED) }),
    ...process({ node, pod: 'new', metrics: between(at, 1000, mixed) }),
  };
}

/** The same metrics of a process that begins at a minute. */
function restarted(at: number) {
  return {
    ...Object.fromEntries(Object.entries(FULL).map(([key, value]) => [key, (minute: number) => value(minute - at)])),
    process_start_time_seconds: always(2000),
  };
}

const update = (overlap: number): Recording =>
  Object.assign({}, ...NODES.map((node) => updated(node, 30 + 2 * node, overlap)));

/** Two processes on each node; what is given is that of the second. */
const redundant = (second: (node: number) => Metrics): Recording =>
  Object.assign(
    {},
    ...NODES.flatMap((node) => [
      process({ node, metrics: FULL }),
      process({ node, port: 9254, pod: 'b', metrics: { ...FULL, ...second(node) } }),
    ]),
  );

/** What happens to a cluster, and all that fires then. */
export const SCENARIOS: readonly (Case & { readonly cache: CacheName })[] = [
  { title: 'healthy', cache: 'full', recording: cluster(), fires: [], minute: 130, step: 2 },
  { title: 'healthy, LIGHT', cache: 'light', recording: cluster({}, LIGHT), fires: [], minute: 70 },
  {
    title: 'healthy, two caches on a node',
    cache: 'redundant',
    recording: redundant(() => ({})),
    fires: [],
    minute: 70,
  },
  {
    title: "another cache's failures",
    cache: 'full',
    recording: {
      ...cluster(),
      ...process({ node: 4, namespace: 'tenant', metrics: { ...FULL, ...NO_SERVER, up: always(0) } }),
    },
    fires: [],
    minute: 40,
  },
  {
    title: 'killed, and started again by the kubelet',
    cache: 'full',
    recording: cluster({
      4: {
        up: (minute) => (minute === 30 ? 0 : 1),
        process_start_time_seconds: (minute) => (minute < 31 ? 1000 : 2000),
      },
    }),
    fires: [],
    minute: 45,
  },
  {
    title: 'killed again and again, ROLLING',
    cache: 'rolling',
    recording: cluster({ 4: { up: always(0), process_start_time_seconds: () => undefined } }),
    fires: [Alert.DOWN],
    minute: 40,
  },
  {
    title: 'one of two caches of a node is down',
    cache: 'redundant',
    recording: redundant((node) => (node === 4 ? { up: always(0) } : ({} as Metrics))),
    fires: [Alert.DOWN],
    minute: 40,
  },
  {
    title: "a node's rules are flushed: its queries go past the cache",
    cache: 'full',
    recording: cluster({
      4: {
        'coredns_cache_requests_total{zones="cluster.local."}': perMinute(120, 0, 10),
        'coredns_cache_hits_total{type="success",zones="cluster.local."}': perMinute(108, 0, 10),
      },
    }),
    fires: [Alert.NODE_BYPASSED],
    minute: 80,
  },
  {
    title: 'only one of two caches of a node is asked',
    cache: 'redundant',
    recording: redundant((node) => (node === 4 ? queries(0) : {})),
    fires: [],
    minute: 80,
  },
  {
    title: 'a node without pods in a cluster that is not busy',
    cache: 'full',
    recording: cluster({ 4: queries(0) }, { ...FULL, ...queries(6) }),
    fires: [],
    minute: 80,
  },
  ...(['full', 'light'] as const).map((cache) => ({
    title: `all servers away, ${cache}`,
    cache,
    recording: everywhere(NO_SERVER, cache === 'full' ? FULL : LIGHT),
    fires: [Alert.UPSTREAMS_DOWN],
    minute: 40,
  })),
  {
    title: 'all servers away, stale answers',
    cache: 'resilient',
    recording: everywhere({ ...NO_SERVER, 'coredns_cache_served_stale_total{zones="."}': perMinute(40) }),
    fires: [Alert.SERVING_STALE, Alert.UPSTREAMS_DOWN],
    minute: 40,
  },
  {
    title: "the network of one node is away: not the cluster's",
    cache: 'full',
    recording: cluster({ 4: NO_SERVER }),
    fires: [Alert.NODE_UPSTREAMS_DOWN],
    minute: 40,
  },
  {
    title: "overloaded: the cluster's DNS is slow, and max_concurrent is reached",
    cache: 'full',
    recording: everywhere({
      ...server(CLUSTER_DNS, { fast: 60, slow: 60 }),
      coredns_forward_max_concurrent_rejects_total: perMinute(600),
    }),
    fires: [Alert.REJECTING, Alert.UPSTREAM_SLOW],
    minute: 40,
  },
  {
    title: "the cluster's DNS has lost the API server",
    cache: 'full',
    recording: everywhere({
      ...answers('SERVFAIL', 'cache', 'cluster.local.', 50),
      ...server(CLUSTER_DNS, { fast: 30, rcode: 'SERVFAIL' }),
    }),
    fires: [Alert.CLUSTER_SERVFAIL, Alert.UPSTREAM_SERVFAIL],
    minute: 40,
  },
  {
    title: 'a cache without a limit takes far more memory than a full one',
    cache: 'full',
    recording: cluster({ 4: { process_resident_memory_bytes: always(300e6) } }),
    fires: [Alert.MEMORY],
    minute: 40,
  },
  {
    title: 'updated, node by node with a gap',
    cache: 'rolling',
    recording: update(-1),
    fires: [],
    minute: 60,
    ever: true,
  },
  { title: 'updated, with an overlap', cache: 'full', recording: update(2), fires: [], minute: 60, ever: true },
];

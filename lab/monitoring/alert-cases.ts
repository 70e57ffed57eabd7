import { NodeLocalDnsAlert as Alert } from '../../src';
import type { CacheName } from './caches';
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
  OUTSIDE,
  perMinute,
  queries,
  type Recording,
  server,
} from './recordings';

type Titled = readonly [title: string, recording: Recording];

/** A recording on which an alert fires, and others like it on which nothing fires. */
export interface AlertCases {
  readonly cache?: CacheName;
  readonly fires: Titled;
  readonly silent: readonly Titled[];
  readonly minute?: number;
  readonly step?: number;
}

const BROKEN = 'coredns_forward_healthcheck_broken_total';
const REJECTS = 'coredns_forward_max_concurrent_rejects_total';
const setupErrors = (type: string, value: (minute: number) => number | undefined) => ({
  [`coredns_nodecache_setup_errors_total{errortype="${type}"}`]: value,
});
const unhealthy = (rate: number) => ({
  [`coredns_proxy_healthcheck_failures_total{proxy_name="forward",to="${OUTSIDE}"}`]: perMinute(rate),
});
const evictions = (rate: number) => ({
  'coredns_cache_evictions_total{type="success",zones="cluster.local."}': perMinute(rate),
});
const stale = (rate: number) => ({ 'coredns_cache_served_stale_total{zones="."}': perMinute(rate) });
const once = (at: number) => (minute: number) => (minute < at ? 0 : 1);
const memory = (bytes: number) => ({ process_resident_memory_bytes: always(bytes) });
const DAY = 24 * 60;

/** Every alert has its cases. */
export const ALERT_CASES: Readonly<Record<Alert, AlertCases>> = {
  [Alert.ABSENT]: {
    fires: ['no cache is scraped', { 'up{job="another"}': always(1) }],
    silent: [['caches are scraped from the tenth minute on', everywhere(between(10, 99, FULL))]],
  },
  [Alert.DOWN]: {
    fires: ['a cache is down', cluster({ 4: { up: always(0) } })],
    silent: [['a cache was down for eight minutes', cluster({ 4: { up: (minute) => (minute < 32 ? 1 : 0) } })]],
  },
  [Alert.RESTARTING]: {
    fires: [
      'a cache starts every five minutes',
      cluster({ 4: { process_start_time_seconds: (m) => Math.floor(m / 5) } }),
    ],
    silent: [
      ['a cache has started three times', cluster({ 4: { process_start_time_seconds: (m) => Math.floor(m / 12) } })],
    ],
  },
  [Alert.UNUSED]: {
    fires: ['nobody asks any cache', everywhere({ ...queries(0), ...answers('NOERROR', '', 'cluster.local.', 0) })],
    silent: [['a quiet cluster: a query in five minutes', everywhere(queries(0.2))]],
    minute: 130,
    step: 2,
  },
  [Alert.NODE_BYPASSED]: {
    fires: ['nobody asks one of four caches', cluster({ 4: queries(0) })],
    silent: [['a cache is asked once in ten minutes', cluster({ 4: queries(0.1) })]],
    minute: 70,
  },
  [Alert.SETUP_ERRORS]: {
    fires: ['the interface cannot be made', cluster({ 4: setupErrors('interface_add', perMinute(1)) })],
    silent: [
      ['the lock of iptables is taken now and then', cluster({ 4: setupErrors('iptables_lock', perMinute(1)) })],
    ],
  },
  [Alert.UPSTREAMS_DOWN]: {
    fires: [
      'two of four nodes have no server',
      cluster({ 3: { [BROKEN]: perMinute(60) }, 4: { [BROKEN]: perMinute(60) } }),
    ],
    silent: [['all servers were away until ten minutes ago', everywhere({ [BROKEN]: perMinute(60, 0, 30) })]],
  },
  [Alert.NODE_UPSTREAMS_DOWN]: {
    fires: ['one of four nodes has no server', cluster({ 4: { [BROKEN]: perMinute(60) } })],
    silent: [['it has had none for eight minutes', cluster({ 4: { [BROKEN]: perMinute(60, 32) } })]],
  },
  [Alert.UPSTREAM_UNHEALTHY]: {
    fires: ['one of two servers does not answer', everywhere(unhealthy(60))],
    silent: [['it misses a health check now and then', everywhere(unhealthy(1))]],
  },
  [Alert.UPSTREAM_SLOW]: {
    cache: 'light',
    fires: ['five of a hundred answers take long', everywhere(server(CLUSTER_DNS, { fast: 95, slow: 5 }), LIGHT)],
    silent: [
      ['one of two hundred does', everywhere(server(CLUSTER_DNS, { fast: 200, slow: 1 }), LIGHT)],
      ['all answers take long, one a minute', everywhere({ ...server(CLUSTER_DNS, { fast: 0, slow: 1 }) }, LIGHT)],
    ],
  },
  [Alert.UPSTREAM_SERVFAIL]: {
    cache: 'light',
    fires: ['a server fails every fourth query', everywhere(server(OUTSIDE, { fast: 20, rcode: 'SERVFAIL' }), LIGHT)],
    silent: [
      ['a domain is broken', everywhere(server(OUTSIDE, { fast: 4, rcode: 'SERVFAIL' }), LIGHT)],
      [
        'all answers fail, one a minute',
        everywhere({ ...withoutServers(LIGHT), ...server(OUTSIDE, { fast: 1, rcode: 'SERVFAIL' }) }, {}),
      ],
    ],
  },
  [Alert.SERVFAIL]: {
    fires: ['a fifth of the queries gets no answer', cluster({ 4: answers('SERVFAIL', '', '.', 30) })],
    silent: [
      ['a domain is broken, and a server says so', cluster({ 4: answers('SERVFAIL', 'cache', '.', 30) })],
      [
        'half of six queries a minute get no answer',
        cluster({
          4: {
            ...answers('NOERROR', '', 'cluster.local.', 3),
            ...answers('NXDOMAIN', '', '.', 0),
            ...answers('SERVFAIL', '', '.', 3),
          },
        }),
      ],
    ],
  },
  [Alert.CLUSTER_SERVFAIL]: {
    fires: ["the cluster's DNS fails a twentieth", everywhere(answers('SERVFAIL', 'cache', 'cluster.local.', 6))],
    silent: [['a domain outside is broken', everywhere(answers('SERVFAIL', 'cache', '.', 6))]],
  },
  [Alert.SERVING_STALE]: {
    cache: 'resilient',
    fires: ['a twelfth of the answers is stale', everywhere(stale(10))],
    silent: [['one of 240 is', everywhere(stale(0.5))]],
  },
  [Alert.REJECTING]: {
    fires: ['ten queries a second are refused', cluster({ 4: { [REJECTS]: perMinute(600) } })],
    silent: [['four a minute are', cluster({ 4: { [REJECTS]: perMinute(4) } })]],
  },
  [Alert.RELOAD_FAILED]: {
    cache: 'older',
    fires: ['a reload has failed', cluster({ 4: { coredns_reload_failed_total: once(35) } })],
    silent: [['a reload failed long ago', cluster({ 4: { coredns_reload_failed_total: once(10) } })]],
  },
  [Alert.PANICS]: {
    fires: ['a panic', cluster({ 4: { coredns_panics_total: once(35) } })],
    silent: [['a panic long ago', cluster({ 4: { coredns_panics_total: once(10) } })]],
  },
  [Alert.MEMORY]: {
    cache: 'limited',
    fires: ['a cache is at its limit', cluster({ 4: { ...memory(185e6), go_gc_gomemlimit_bytes: always(188743680) } })],
    silent: [
      [
        'a cache is at four fifths of it',
        cluster({ 4: { ...memory(150e6), go_gc_gomemlimit_bytes: always(188743680) } }),
      ],
    ],
  },
  [Alert.HIT_SHARE_COLLAPSED]: {
    fires: ['a new workload asks for names that nobody knows', everywhere(queriesThatMiss(0.2))],
    silent: [
      ['some more queries miss', everywhere(queriesThatMiss(0.6))],
      ['many more miss of 24 a minute', everywhere(queriesThatMiss(0.2, 6))],
    ],
    minute: DAY + 200,
    step: 10,
  },
  [Alert.CACHE_TOO_SMALL]: {
    fires: ['a cache drops a quarter', cluster({ 4: evictions(30) })],
    silent: [['a cache drops a twentieth', cluster({ 4: evictions(6) })]],
    minute: 80,
    step: 2,
  },
};

/** After a day the share of hits falls from 0.9 to another one. */
function queriesThatMiss(share: number, rate = 120) {
  return {
    ...queries(rate),
    'coredns_cache_hits_total{type="success",zones="cluster.local."}': (minute: number) =>
      rate * (0.9 * Math.min(minute, DAY) + share * Math.max(0, minute - DAY)),
  };
}

/** The metrics without those of servers. */
function withoutServers(metrics: Metrics): Metrics {
  return Object.fromEntries(Object.entries(metrics).filter(([key]) => !key.startsWith('coredns_proxy_')));
}

import { Duration } from 'cdk8s';
import { NodeLocalDnsCache } from '../cache/node-local-dns-cache';
import { checkSince, SINCE } from '../image/node-cache';
import { Fault, type Problems } from '../input/problems';
import { optional, type Parse, parseObject, rulesFor, type Table, type Values, withDefault } from '../input/reader';
import { suggestion } from '../input/suggestion';
import { parseBoolean, parseDistinct, parseInstance, parseResolved, parseSeconds } from '../input/values';
import { parseLabels, parseNamespace, parseObjectName } from '../kubernetes/identifiers';
import { Metrics } from '../options/metrics';
import { ALERTS_OF, whyNone } from './applicable';
import { MonitoringDashboard } from './monitoring-dashboard';
import { NodeLocalDnsAlert } from './node-local-dns-alert';
import type { NodeLocalDnsMonitoringProps } from './props';
import type { AlertThresholds } from './thresholds';

const parseShare = parseNumber(1);
const parseRate = parseNumber(1e6);

/** How each threshold is read. They have no defaults here, so that a rule sees which ones are given. */
const THRESHOLDS = {
  restarts: optional(parseNumber(60, 1)),
  usedQueries: optional(parseRate),
  busyQueries: optional(parseRate),
  nodesWithoutUpstream: optional(parseShare),
  upstreamLatency: optional(parseLatency),
  upstreamServfailShare: optional(parseShare),
  servfailShare: optional(parseShare),
  clusterServfailShare: optional(parseShare),
  staleShare: optional(parseShare),
  rejectedQueries: optional(parseRate),
  memoryShare: optional(parseNumber(10)),
  hitShareLeft: optional(parseShare),
  evictionShare: optional(parseShare),
} satisfies Table<AlertThresholds>;

/** How each prop is read. */
export const PROPS = {
  cache: parseInstance(NodeLocalDnsCache, 'the cache to watch'),
  name: optional(parseName),
  namespace: optional(parseNamespace),
  labels: withDefault({}, parseLabels),
  serviceMonitor: withDefault(true, parseBoolean),
  interval: optional(parseSeconds(5, 60)),
  disabledAlerts: withDefault([], parseDistinct(parseAlert)),
  thresholds: withDefault({}, parseObject(THRESHOLDS)),
  dashboard: withDefault(
    MonitoringDashboard.configMap(),
    parseResolved(
      MonitoringDashboard,
      'MonitoringDashboard.configMap(), MonitoringDashboard.grafanaOperator({ ... }) or MonitoringDashboard.NONE',
    ),
  ),
} satisfies Table<NodeLocalDnsMonitoringProps>;

type MonitoringValues = Values<typeof PROPS>;

/** The values of a monitoring, and what is derived from them. */
export interface MonitoringSettings extends Omit<MonitoringValues, 'name' | 'namespace' | 'interval'> {
  readonly name: string;
  readonly namespace: string;
  readonly intervalSeconds: number;
}

const rule = rulesFor<MonitoringValues>();

export const RULES = [
  rule(['cache'], ({ cache }, problems) => {
    const { metrics, version } = cache._settings;
    const path = cache.node.path;
    if (metrics === Metrics.NONE) {
      problems.add(
        'cache',
        path,
        'has Metrics.NONE, so there is nothing to watch',
        'use Metrics.FULL or Metrics.LIGHT',
      );
    }
    problems.try('cache', path, () =>
      checkSince('a cache with the metrics that the alerts read', SINCE.v1_24_0, version),
    );
  }),
  rule(['cache', 'serviceMonitor'], ({ cache, serviceMonitor }, problems) => {
    const { prometheusAnnotations, metricsIp } = cache._settings;
    if (!serviceMonitor) return;
    if (prometheusAnnotations) {
      const reason = 'would be scraped twice, by the annotations of its pods and by the ServiceMonitor';
      const fix = 'set prometheusAnnotations: false in the props of the cache, or serviceMonitor: false here';
      problems.add('cache', cache.node.path, reason, fix);
    }
    if (metricsIp) {
      const reason = `has its metrics on ${metricsIp.text}, which Prometheus reaches from no other node`;
      const fix =
        'leave metricsIp out of the props of the cache, or set serviceMonitor: false here and scrape your proxy';
      problems.add('cache', cache.node.path, reason, fix);
    }
  }),
  rule(['interval', 'serviceMonitor'], ({ interval, serviceMonitor }, problems) => {
    if (interval === undefined || serviceMonitor) return;
    problems.add('interval', interval, 'does nothing without the ServiceMonitor', 'leave it out');
  }),
  rule(['cache', 'thresholds', 'disabledAlerts'], checkThresholds),
];

/** Refuses a threshold that nothing reads. */
function checkThresholds(
  { cache, thresholds, disabledAlerts }: Pick<MonitoringValues, 'cache' | 'thresholds' | 'disabledAlerts'>,
  problems: Problems,
) {
  for (const [name, alerts] of Object.entries(ALERTS_OF)) {
    const value = thresholds[name as keyof AlertThresholds];
    const reasons = alerts.map((alert) =>
      disabledAlerts.includes(alert) ? 'disabledAlerts has it' : whyNone(alert, cache),
    );
    if (value === undefined || reasons.includes(undefined)) continue;
    problems.add(`thresholds.${name}`, value, `does nothing without ${alerts[0]}, and ${reasons[0]}`, 'leave it out');
  }
}

/** Adds what follows from the cache and from the chart. */
export function derive(
  { name, namespace, interval, ...values }: MonitoringValues,
  chartNamespace: string | undefined,
): MonitoringSettings {
  const { cache } = values;
  return {
    ...values,
    name: name ?? cache._settings.name,
    namespace: namespace ?? chartNamespace ?? cache._settings.namespace,
    intervalSeconds: interval ?? 30,
  };
}

/** The name of the ConfigMap with the dashboard. */
export function dashboardName(name: string): string {
  return `${name}-dashboard`;
}

/** Reads a name that leaves room for the suffix of the ConfigMap. */
function parseName(value: unknown): string {
  const name = parseObjectName(value);
  parseObjectName(dashboardName(name));
  return name;
}

function parseAlert(value: unknown): NodeLocalDnsAlert {
  const known = Object.values(NodeLocalDnsAlert);
  const alert = known.find((each) => each === value);
  if (alert === undefined) throw new Fault('is no NodeLocalDnsAlert', suggestion(String(value), known));
  return alert;
}

/** Reads a number above 0, or from a least one on, up to a largest one. */
function parseNumber(max: number, min = 0): Parse<number> {
  const fix = min === 0 ? `write a number above 0, at most ${max}` : `write a number from ${min} to ${max}`;
  return (value) => {
    if (typeof value !== 'number' || !(value >= min && value <= max) || value === 0) {
      throw new Fault('is out of range', fix);
    }
    return value;
  };
}

/** Reads a latency as seconds. The longest one is the time after which resolvers give up. */
function parseLatency(value: unknown): number {
  const fix = 'write one from Duration.millis(10) to Duration.seconds(5)';
  if (!(value instanceof Duration)) throw new Fault('is not a Duration', fix);
  const milliseconds = value.toMilliseconds({ integral: false });
  if (!(milliseconds >= 10 && milliseconds <= 5000)) throw new Fault('is out of range', fix);
  return milliseconds / 1000;
}

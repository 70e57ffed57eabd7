import { type Alert, HERE, type Watched } from './alert';
import { NodeLocalDnsAlert as Name } from './node-local-dns-alert';
import { increasesBy, PROCESS } from './promql';

/** Alerts about the processes: whether they run, and what they run into. */
export function processAlerts(watched: Watched) {
  return { ...scrapes(watched), ...faults(watched), [Name.MEMORY]: memory(watched) };
}

function scrapes({ series, cache, thresholds: { restarts = 3 } }: Watched) {
  const { failsOpen } = cache._settings.availability;
  return {
    [Name.ABSENT]: {
      severity: 'critical',
      summary: 'Prometheus scrapes no DNS cache.',
      description: 'Either there is no cache, or Prometheus does not find it. No other alert can fire meanwhile.',
      expr: `absent(${series('up')})`,
      for: '15m',
    },
    [Name.DOWN]: {
      severity: failsOpen ? 'warning' : 'critical',
      summary: `The DNS cache of ${HERE} has not answered Prometheus for 10 minutes.`,
      description: failsOpen
        ? "Pods of the node ask the cluster's DNS without a cache, unless the whole node is away."
        : 'Pods of the node may have no DNS at all.',
      expr: `${series('up')} == 0`,
      for: '10m',
    },
    [Name.RESTARTING]: {
      severity: 'warning',
      summary: `The DNS cache of ${HERE} has started again {{ $value }} times in an hour.`,
      description: 'It ends by itself, is killed for its memory, or fails its liveness probe.',
      expr: `changes(${series('process_start_time_seconds')}[1h]) > ${restarts}`,
    },
  } satisfies Record<string, Alert>;
}

/** Others hold the lock of iptables now and then, and node-cache tries again by itself. */
const LOCKED = 30;

function faults({ series }: Watched) {
  const setupErrors = (kinds: string) =>
    increasesBy(`${PROCESS}, errortype`, series('coredns_nodecache_setup_errors_total', kinds), '15m');
  return {
    [Name.SETUP_ERRORS]: {
      severity: 'warning',
      summary: `The DNS cache of ${HERE} cannot do its set-up: {{ $labels.errortype }}.`,
      description:
        'Interface, rules or configuration are not as they should be. The log of node-cache names the error.',
      expr: `${setupErrors('errortype!="iptables_lock"')} > 0\n  or\n${setupErrors('errortype="iptables_lock"')} > ${LOCKED}`,
      for: '5m',
    },
    [Name.RELOAD_FAILED]: {
      severity: 'warning',
      summary: `The DNS cache of ${HERE} refuses its new configuration.`,
      description: 'It goes on with the old one, and will not start again with the new one.',
      expr: `${increasesBy(PROCESS, series('coredns_reload_failed_total'), '15m')} > 0`,
    },
    [Name.PANICS]: {
      severity: 'warning',
      summary: `The DNS cache of ${HERE} has panicked.`,
      description: 'CoreDNS goes on after a panic; the query that caused it got SERVFAIL. It is a fault of CoreDNS.',
      expr: `${increasesBy(PROCESS, series('coredns_panics_total'), '15m')} > 0`,
    },
  } satisfies Record<string, Alert>;
}

/** Go collects ever harder as its own limit comes nearer. Without a limit, the estimate of a full cache is the measure. */
function memory({ series, cache, thresholds }: Watched): Alert {
  const used = series('process_resident_memory_bytes');
  const isLimited = cache._settings.resources.limits.memory !== undefined;
  const { memoryShare = isLimited ? 0.95 : 1.5 } = thresholds;
  // Go shows its largest number if it has no limit.
  const allowed = isLimited
    ? `(${series('go_gc_gomemlimit_bytes')} < 1e12)`
    : cache.estimatedMemory.toKibibytes() * 1024;
  return {
    severity: isLimited ? 'warning' : 'info',
    summary: `The DNS cache of ${HERE} uses {{ $value | humanizePercentage }} of ${isLimited ? 'GOMEMLIMIT' : 'the memory estimated for it'}.`,
    description: isLimited
      ? 'It spends its time on collecting memory, and may get slow or be killed.'
      : 'Its answers are larger than ordinary ones, or it has more to do than the estimate knows of.',
    expr: `${used} / ${allowed} > ${memoryShare}`,
    for: '15m',
  };
}

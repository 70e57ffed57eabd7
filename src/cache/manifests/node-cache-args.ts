import { reloadsWithSignal } from '../../image/node-cache';
import { hostPort } from '../../input/address';
import { DEFAULT_INTERFACE, interfaceName } from '../labels';
import type { Settings } from '../settings';

const DEFAULT_HEALTH_PORT = 8080;
const DEFAULT_SETUP_METRICS_PORT = 9353;
/** node-cache makes it of the ConfigMap's Corefile. */
export const CONFIGURATION = '/etc/Corefile';
export const PIDFILE = '/tmp/node-cache.pid';

/** node-cache's flags. One that it does not know ends it, so those that say its default are left out. */
export function nodeCacheArgs(settings: Settings): string[] {
  const { boundIps, healthPort, mode, upstreamServiceName, version } = settings;
  const name = interfaceName(settings);
  return [
    ...['-localip', boundIps.map(({ text }) => text).join(',')],
    ...['-conf', CONFIGURATION],
    ...['-upstreamsvc', upstreamServiceName],
    // With a pidfile the rules come when the cache serves; without, after a minute. It lies in the container's own
    // layer, since one left by an earlier container would bring them too soon.
    ...['-pidfile', PIDFILE],
    ...(reloadsWithSignal(version) ? ['-reloadwithsignal=true'] : []),
    ...mode.setupArgs({ ...settings, interfaceName: name === DEFAULT_INTERFACE ? undefined : name }),
    ...(healthPort === DEFAULT_HEALTH_PORT ? [] : ['-health-port', String(healthPort)]),
    ...setupMetrics(settings),
  ];
}

/**
 * Unlike the others, this port has one owner, and a node-cache that finds it taken has no metrics about its set-up for
 * good. Where the old and the new one overlap, each takes a free port; the metrics' own port shows the same.
 */
function setupMetrics({ setupMetricsPort, metricsIp }: Settings): string[] {
  if (setupMetricsPort === undefined) return ['-metrics-listen-address', '127.0.0.1:0'];
  if (metricsIp) return ['-metrics-listen-address', hostPort(metricsIp, setupMetricsPort)];
  return setupMetricsPort === DEFAULT_SETUP_METRICS_PORT ? [] : ['-metrics-listen-address', `:${setupMetricsPort}`];
}

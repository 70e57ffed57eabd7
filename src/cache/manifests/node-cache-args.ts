import { reloadsWithSignal } from '../../image/node-cache';
import { hostPort } from '../../input/address';
import { DEFAULT_INTERFACE, interfaceName } from '../labels';
import type { Settings } from '../settings';

const DEFAULT_HEALTH_PORT = 8080;
const DEFAULT_SETUP_METRICS_PORT = 9353;
/** node-cache writes this file: the ConfigMap's Corefile, with the tokens filled in. */
export const CONFIGURATION = '/etc/Corefile';
export const PIDFILE = '/tmp/node-cache.pid';

/** node-cache's flags. An unknown flag ends node-cache, so a flag that would set the default is left out. */
export function nodeCacheArgs(settings: Settings): string[] {
  const { boundIps, healthPort, mode, upstreamServiceName, version } = settings;
  const name = interfaceName(settings);
  return [
    ...['-localip', boundIps.map(({ text }) => text).join(',')],
    ...['-conf', CONFIGURATION],
    ...['-upstreamsvc', upstreamServiceName],
    // With a pidfile, node-cache sets the rules as soon as it serves; without one, after a minute. The file is in the
    // container's own layer, since the pidfile of an earlier container would bring the rules too soon.
    ...['-pidfile', PIDFILE],
    ...(reloadsWithSignal(version) ? ['-reloadwithsignal=true'] : []),
    ...mode.setupArgs({ ...settings, interfaceName: name === DEFAULT_INTERFACE ? undefined : name }),
    ...(healthPort === DEFAULT_HEALTH_PORT ? [] : ['-health-port', String(healthPort)]),
    ...setupMetrics(settings),
  ];
}

/**
 * Only one process can have this port, unlike the other ports. A node-cache that finds it taken never has metrics about
 * its set-up. Where an old and a new cache overlap, each takes a free port instead; `metricsPort` shows the same.
 */
function setupMetrics({ setupMetricsPort, metricsIp }: Settings): string[] {
  if (setupMetricsPort === undefined) return ['-metrics-listen-address', '127.0.0.1:0'];
  if (metricsIp) return ['-metrics-listen-address', hostPort(metricsIp, setupMetricsPort)];
  return setupMetricsPort === DEFAULT_SETUP_METRICS_PORT ? [] : ['-metrics-listen-address', `:${setupMetricsPort}`];
}

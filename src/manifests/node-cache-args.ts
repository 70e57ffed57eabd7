import { reloadsWithSignal } from '../image/node-cache';
import type { Settings } from '../settings';
import { DEFAULT_INTERFACE, interfaceName } from './names';

const DEFAULT_HEALTH_PORT = 8080;
const DEFAULT_SETUP_METRICS_PORT = 9353;

/** node-cache's flags. One that it does not know ends it, so those that say its default are left out. */
export function nodeCacheArgs(settings: Settings): string[] {
  const { bound, healthPort, setupMetricsPort, upstreamServiceName, version } = settings;
  return [
    ...['-localip', bound.map(({ text }) => text).join(',')],
    ...['-conf', '/etc/Corefile'],
    ...['-upstreamsvc', upstreamServiceName],
    // With a pidfile the rules come when the cache serves; without, after a minute. It lies in the container's own
    // layer, since one left by an earlier container would bring them too soon.
    ...['-pidfile', '/tmp/node-cache.pid'],
    ...(reloadsWithSignal(version) ? ['-reloadwithsignal=true'] : []),
    ...(interfaceName(settings) === DEFAULT_INTERFACE ? [] : ['-interfacename', interfaceName(settings)]),
    ...(settings.availability.failsOpen ? ['-setupiptables=false'] : []),
    ...(healthPort === DEFAULT_HEALTH_PORT ? [] : ['-health-port', String(healthPort)]),
    ...(setupMetricsPort === DEFAULT_SETUP_METRICS_PORT ? [] : ['-metrics-listen-address', `:${setupMetricsPort}`]),
  ];
}

import { createHash } from 'node:crypto';
import { reloadsWithSignal } from '../image/node-cache';
import type { Settings } from '../settings';

const DEFAULT_NAME = 'node-local-dns';
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
    ...(settings.name === DEFAULT_NAME ? [] : ['-interfacename', interfaceName(settings)]),
    ...(healthPort === DEFAULT_HEALTH_PORT ? [] : ['-health-port', String(healthPort)]),
    ...(setupMetricsPort === DEFAULT_SETUP_METRICS_PORT ? [] : ['-metrics-listen-address', `:${setupMetricsPort}`]),
  ];
}

/** Two caches on one node must not share an interface: the one that ends removes it. Linux takes 15 characters. */
function interfaceName({ namespace, name }: Settings): string {
  return `nld-${createHash('sha256').update(`${namespace}/${name}`).digest('hex').slice(0, 8)}`;
}

import { type Address, hostPort } from '../input/address';
import { ErrorLog } from '../options/error-log';
import { Metrics } from '../options/metrics';
import type { PlannedZone } from '../zones/plan';
import { forward } from './forward';
import { type Corefile, type Directive, directive, type ServerBlock } from './tree';
import { zoneKey } from './zone-key';

/** A name that no client asks for (RFC 6761). */
export const METRICS_ZONE = 'metrics.invalid';

// Every zone has `hosts`, since a host record takes precedence in any zone. The plugin's zone is the root, since the
// block of a reverse zone would otherwise drop the names of other zones. The plugin's default for the TTL is an hour.
const HOSTS = directive('hosts', ['/etc/coredns/hosts', '.'], [directive('ttl', ['30']), directive('fallthrough')]);

/** The ends of errors that say no more than that a server is away. The last one is of a cache that fails fast. */
const AWAY = '(i/o timeout|connection refused|no route to host|network is unreachable|no healthy proxies)$';

/** The settings on which the Corefile of a cache depends. */
export interface CorefileSettings {
  readonly boundIps: readonly Address[];
  readonly healthIp: Address;
  readonly zones: readonly PlannedZone[];
  readonly clusterDomain: string;
  readonly clusterUpstreams: readonly string[];
  /** Whether the image's CoreDNS can limit the attempts of a query. */
  readonly boundsAttempts: boolean;
  /** Whether the image's CoreDNS can show the first of the errors that it consolidates. */
  readonly showsFirstError: boolean;
  readonly errorLog: ErrorLog;
  readonly hasHostRecords: boolean;
  readonly reloadPlugin: boolean;
  readonly healthPort: number;
  readonly metrics: Metrics;
  /** Undefined with Metrics.NONE. */
  readonly metricsPort?: number;
  /** The only address with the metrics. Undefined for all addresses. */
  readonly metricsIp?: Address;
  /** The user's directives for every block of this package. */
  readonly extraPlugins: readonly Directive[];
  readonly extraServerBlocks: readonly ServerBlock[];
}

/** The Corefile, with node-cache's tokens: the cluster's zones, the user's zones, and the root for all other names. */
export function nodeCacheCorefile(settings: CorefileSettings): Corefile {
  const zones = settings.zones.map((zone) => zoneBlock(settings, zone));
  const blocks = [
    ...zones.slice(0, -1),
    ...settings.extraServerBlocks.map((block) => extraBlock(settings, block)),
    // The root.
    ...zones.slice(-1),
    ...(settings.metrics === Metrics.LIGHT ? [metricsBlock(settings)] : []),
  ];
  return [withHealth(blocks[0], settings), ...blocks.slice(1)];
}

function zoneBlock(settings: CorefileSettings, zone: PlannedZone): ServerBlock {
  const { way, cache, isClusterDomain } = zone;
  const { failFast } = cache;
  return serverBlock(settings, zone.names.map(zoneKey), [
    ...zone.queryLog,
    ...settings.extraPlugins,
    ...zone.directives,
    ...(way ? [isClusterDomain ? cache.cluster : cache.other] : []),
    ...hosts(settings),
    ...(way ? forward({ ...settings, way, failFast }) : []),
  ]);
}

function extraBlock(settings: CorefileSettings, { keys, directives }: ServerBlock): ServerBlock {
  // CoreDNS takes one `hosts` in a block. The user's own takes precedence.
  const hasHosts = directives.some(({ name }) => name === 'hosts');
  return serverBlock(settings, keys, [...directives, ...(hasHosts ? [] : hosts(settings))]);
}

/** The block with the metrics of `Metrics.LIGHT`. It shares the listeners of the other blocks, and answers no query. */
function metricsBlock(settings: CorefileSettings): ServerBlock {
  return { keys: [zoneKey(METRICS_ZONE)], directives: [bind(settings), prometheus(settings)] };
}

function hosts({ hasHostRecords }: CorefileSettings): Directive[] {
  return hasHostRecords ? [HOSTS] : [];
}

/** A server block, with the directives that this package's and the user's blocks all have. */
function serverBlock(
  settings: CorefileSettings,
  keys: readonly string[],
  directives: readonly Directive[],
): ServerBlock {
  return {
    keys,
    directives: [
      errors(settings),
      ...directives,
      ...(settings.reloadPlugin ? [directive('reload')] : []),
      // `loop` finds queries that go in a circle. It fails where no plugin follows it.
      ...(directives.some(({ name }) => name === 'forward') ? [directive('loop')] : []),
      bind(settings),
      ...(settings.metrics === Metrics.FULL ? [prometheus(settings)] : []),
    ],
  };
}

function bind({ boundIps }: CorefileSettings): Directive {
  return directive(
    'bind',
    boundIps.map(({ text }) => text),
  );
}

function prometheus({ metricsIp, metricsPort }: CorefileSettings): Directive {
  return directive('prometheus', [metricsIp ? hostPort(metricsIp, Number(metricsPort)) : `:${metricsPort}`]);
}

/** Adds the health endpoint of the whole process to one block. */
function withHealth({ keys, directives }: ServerBlock, settings: CorefileSettings): ServerBlock {
  const health = directive('health', [hostPort(settings.healthIp, settings.healthPort)]);
  return { keys, directives: [...directives, health] };
}

function errors({ errorLog, showsFirstError }: CorefileSettings): Directive {
  if (errorLog === ErrorLog.EVERY) return directive('errors');
  return directive('errors', [], [directive('consolidate', ['30s', AWAY, ...(showsFirstError ? ['show_first'] : [])])]);
}

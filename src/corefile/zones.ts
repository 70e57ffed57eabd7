import { type Address, hostPort, type Upstream, upstreamText } from '../input/address';
import { Metrics } from '../options/metrics';
import { QueryLog } from '../options/query-log';
import type { CacheSettings } from './cache';
import { UPSTREAM_SERVERS } from './check';
import { forward } from './forward';
import { type Corefile, type Directive, directive, type ServerBlock } from './tree';

export const REVERSE_ZONES = ['in-addr.arpa', 'ip6.arpa'];

/** A name that nobody asks for (RFC 6761). */
export const METRICS_ZONE = 'metrics.invalid';

// In every zone, since a host record wins wherever its name lies; for the root, since the block of a reverse zone
// would otherwise drop the names that lie elsewhere. The plugin's own TTL would be an hour.
const HOSTS = directive('hosts', ['/etc/coredns/hosts', '.'], [directive('ttl', ['30']), directive('fallthrough')]);

/** What the Corefile of a cache depends on. */
export interface ZoneSettings {
  readonly boundIps: readonly Address[];
  readonly healthIp: Address;
  readonly clusterDomains: readonly string[];
  readonly clusterUpstreams: readonly string[];
  readonly stubDomains: ReadonlyMap<string, readonly Upstream[]>;
  /** Empty: the node's own servers. */
  readonly upstreamServers: readonly Upstream[];
  readonly forceTcpToClusterDns: boolean;
  readonly forceTcpToUpstream: boolean;
  /** Whether the image's CoreDNS can bound the attempts of a query. */
  readonly boundsAttempts: boolean;
  readonly hasHostRecords: boolean;
  readonly cache: CacheSettings;
  readonly queryLog: QueryLog;
  readonly reloadPlugin: boolean;
  readonly healthPort: number;
  readonly metrics: Metrics;
  /** None with Metrics.NONE. */
  readonly metricsPort?: number;
  /** The one address of the metrics; all, if there is none. */
  readonly metricsIp?: Address;
  /** Put into every block that is ours. */
  readonly extraPlugins: readonly Directive[];
  readonly extraServerBlocks: readonly ServerBlock[];
}

/** The Corefile that node-cache fills in and runs: the cluster's zones, the user's, and the root for all others. */
export function nodeCacheCorefile(settings: ZoneSettings): Corefile {
  const { cache, clusterDomains, stubDomains, boundsAttempts, clusterUpstreams, upstreamServers } = settings;
  const common = { boundsAttempts, failFast: cache.failFast };
  const toCluster = forward({
    ...common,
    to: clusterUpstreams,
    forceTcp: settings.forceTcpToClusterDns,
    // The root's servers are asked outside, and their outage would take the cluster's names with it.
    ownDomain: clusterDomains[0],
  });
  const toUpstream = forward({
    ...common,
    to: upstreamServers.length > 0 ? upstreamServers.map(upstreamText) : [UPSTREAM_SERVERS],
    forceTcp: settings.forceTcpToUpstream,
  });
  const blocks = [
    ...clusterDomains.map((zone) => cacheBlock(settings, zone, cache.cluster, toCluster)),
    ...REVERSE_ZONES.map((zone) => cacheBlock(settings, zone, cache.other, toCluster)),
    ...[...stubDomains].map(([zone, servers]) =>
      cacheBlock(settings, zone, cache.other, forward({ ...common, to: servers.map(upstreamText), forceTcp: false })),
    ),
    ...settings.extraServerBlocks.map((block) => extraBlock(settings, block)),
    cacheBlock(settings, '.', cache.other, toUpstream),
    ...(settings.metrics === Metrics.LIGHT ? [metricsBlock(settings)] : []),
  ];
  return [withHealth(blocks[0], settings), ...blocks.slice(1)];
}

/** The key of the block that serves a zone. */
export function zoneKey(zone: string): string {
  return `${zone}:53`;
}

function cacheBlock(settings: ZoneSettings, zone: string, cache: Directive, forwardTo: Directive): ServerBlock {
  const log = logDirective(settings.queryLog);
  const directives = [...log, ...settings.extraPlugins, cache, ...hosts(settings), forwardTo];
  return serverBlock(settings, [zoneKey(zone)], directives);
}

function extraBlock(settings: ZoneSettings, { keys, directives }: ServerBlock): ServerBlock {
  // CoreDNS takes one `hosts` in a block; the user's own goes first.
  const hasHosts = directives.some(({ name }) => name === 'hosts');
  return serverBlock(settings, keys, [...directives, ...(hasHosts ? [] : hosts(settings))]);
}

/** Served by the listeners of the other blocks, and without a plugin that answers. */
function metricsBlock(settings: ZoneSettings): ServerBlock {
  return { keys: [zoneKey(METRICS_ZONE)], directives: [bind(settings), prometheus(settings)] };
}

function hosts({ hasHostRecords }: ZoneSettings): Directive[] {
  return hasHostRecords ? [HOSTS] : [];
}

/** What every block has, whoever wrote its directives. */
function serverBlock(settings: ZoneSettings, keys: readonly string[], directives: readonly Directive[]): ServerBlock {
  return {
    keys,
    directives: [
      directive('errors'),
      ...directives,
      ...(settings.reloadPlugin ? [directive('reload')] : []),
      // It looks for forwarding in a circle, and fails where no plugin follows.
      ...(directives.some(({ name }) => name === 'forward') ? [directive('loop')] : []),
      bind(settings),
      ...(settings.metrics === Metrics.FULL ? [prometheus(settings)] : []),
    ],
  };
}

function bind({ boundIps }: ZoneSettings): Directive {
  return directive(
    'bind',
    boundIps.map(({ text }) => text),
  );
}

function prometheus({ metricsIp, metricsPort }: ZoneSettings): Directive {
  return directive('prometheus', [metricsIp ? hostPort(metricsIp, Number(metricsPort)) : `:${metricsPort}`]);
}

/** One block has the health endpoint for the whole process. */
function withHealth({ keys, directives }: ServerBlock, settings: ZoneSettings): ServerBlock {
  const health = directive('health', [hostPort(settings.healthIp, settings.healthPort)]);
  return { keys, directives: [...directives, health] };
}

function logDirective(queryLog: QueryLog): Directive[] {
  switch (queryLog) {
    case QueryLog.OFF:
      return [];
    case QueryLog.ALL:
      return [directive('log')];
    case QueryLog.DENIALS_AND_ERRORS:
      return [directive('log', ['.'], [directive('class', ['denial', 'error'])])];
  }
}

import { type Address, hostPort, type Upstream, upstreamText } from '../input/address';
import { Metrics } from '../options/metrics';
import { QueryLog } from '../options/query-log';
import type { CacheSettings } from './cache';
import { UPSTREAM_SERVERS } from './check';
import { forward } from './forward';
import { type Corefile, type Directive, directive, type ServerBlock } from './tree';

export const REVERSE_ZONES = ['in-addr.arpa', 'ip6.arpa'];

/** A name that no client asks for (RFC 6761). */
export const METRICS_ZONE = 'metrics.invalid';

// Every zone has `hosts`, since a host record takes precedence in any zone. The plugin's zone is the root, since the
// block of a reverse zone would otherwise drop the names of other zones. The plugin's default for the TTL is an hour.
const HOSTS = directive('hosts', ['/etc/coredns/hosts', '.'], [directive('ttl', ['30']), directive('fallthrough')]);

/** The settings on which the Corefile of a cache depends. */
export interface ZoneSettings {
  readonly boundIps: readonly Address[];
  readonly healthIp: Address;
  readonly clusterDomains: readonly string[];
  readonly clusterUpstreams: readonly string[];
  readonly stubDomains: ReadonlyMap<string, readonly Upstream[]>;
  /** The servers outside the cluster. Empty for the node's own servers. */
  readonly upstreamServers: readonly Upstream[];
  readonly forceTcpToClusterDns: boolean;
  readonly forceTcpToUpstream: boolean;
  /** Whether the image's CoreDNS can limit the attempts of a query. */
  readonly boundsAttempts: boolean;
  readonly hasHostRecords: boolean;
  readonly cache: CacheSettings;
  readonly queryLog: QueryLog;
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
export function nodeCacheCorefile(settings: ZoneSettings): Corefile {
  const { cache, clusterDomains, stubDomains, boundsAttempts, clusterUpstreams, upstreamServers } = settings;
  const common = { boundsAttempts, failFast: cache.failFast };
  const toCluster = forward({
    ...common,
    to: clusterUpstreams,
    forceTcp: settings.forceTcpToClusterDns,
    // A health check for the root would depend on servers outside, whose outage would take the cluster's names along.
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
  // CoreDNS takes one `hosts` in a block. The user's own takes precedence.
  const hasHosts = directives.some(({ name }) => name === 'hosts');
  return serverBlock(settings, keys, [...directives, ...(hasHosts ? [] : hosts(settings))]);
}

/** The block with the metrics of `Metrics.LIGHT`. It shares the listeners of the other blocks, and answers no query. */
function metricsBlock(settings: ZoneSettings): ServerBlock {
  return { keys: [zoneKey(METRICS_ZONE)], directives: [bind(settings), prometheus(settings)] };
}

function hosts({ hasHostRecords }: ZoneSettings): Directive[] {
  return hasHostRecords ? [HOSTS] : [];
}

/** A server block, with the directives that this package's and the user's blocks all have. */
function serverBlock(settings: ZoneSettings, keys: readonly string[], directives: readonly Directive[]): ServerBlock {
  return {
    keys,
    directives: [
      directive('errors'),
      ...directives,
      ...(settings.reloadPlugin ? [directive('reload')] : []),
      // `loop` finds queries that go in a circle. It fails where no plugin follows it.
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

/** Adds the health endpoint of the whole process to one block. */
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

import { ForwardPolicy } from '../options/forward-policy';
import { ForwardProtocol } from '../options/forward-protocol';
import { certificateDirectory } from '../zones/certificate-authority';
import { forwardServers } from '../zones/upstream';
import type { ForwardFigures, Way } from '../zones/way';
import { UPSTREAM_SERVERS } from './check';
import { type Directive, directive } from './tree';

/** A way of a zone, and what else decides how its servers are asked. */
export interface ForwardSettings {
  readonly way: Way;
  /** The addresses of the cluster's DNS. */
  readonly clusterUpstreams: readonly string[];
  /** Whether the image's CoreDNS can limit the attempts of a query. */
  readonly boundsAttempts: boolean;
  readonly failFast: boolean;
  /** A domain that the cluster's DNS knows by itself, even while servers outside the cluster do not answer. */
  readonly clusterDomain: string;
}

/** The options in the braces of `forward`, by name. */
type Options = ReadonlyMap<string, readonly string[]>;

/** The largest number of servers in a node's /etc/resolv.conf. */
const NODE_SERVERS = 3;
/** CoreDNS's default, in milliseconds. */
const HEALTH_CHECK = 500;

/** The directives that ask the servers of a zone. */
export function forward(settings: ForwardSettings): Directive[] {
  const { options } = settings.way;
  const { to, serverName } = serversOf(settings);
  const protocol = protocolOf(settings);
  const all: Options = new Map([
    ...protocolOption(protocol),
    ...(settings.failFast ? failFastOptions(settings, to.length) : attempts(settings, to.length)),
    ...(serverName === undefined ? [] : ([['tls_servername', [serverName]]] as const)),
    ...chosenOptions(options, healthCheckOf(settings)),
  ]);
  // One address may have several servers behind it, as that of a Service does. So it is listed three times: three
  // health checks side by side give up no later than one, and rarely because of a single silent server.
  const isOne = settings.failFast && numberOf(settings, to.length) === 1;
  return chain(isOne ? [...to, ...to, ...to] : to, all, options.failover);
}

/**
 * One `forward`, or with failover one for each server to begin with, since `next` leads to the `forward` after it.
 * CoreDNS's own option `failover` asks in a circle for 5 seconds if all servers give the code.
 */
function chain(to: readonly string[], options: Options, failover?: readonly string[]): Directive[] {
  const starts = failover ? to : to.slice(0, 1);
  return starts.map((_, index) => {
    const isLast = index === starts.length - 1;
    const all = failover && !isLast ? new Map([...options, ['next', failover]]) : options;
    const block = [...all].map(([name, args]) => directive(name, args));
    return directive('forward', ['.', ...to.slice(index), ...to.slice(0, index)], block.length > 0 ? block : undefined);
  });
}

function serversOf({ way, clusterUpstreams }: ForwardSettings): { to: readonly string[]; serverName?: string } {
  switch (way.destination) {
    case 'cluster DNS':
      return { to: clusterUpstreams };
    case 'node resolvers':
      return { to: [UPSTREAM_SERVERS] };
    case 'servers':
      return forwardServers(way.servers);
  }
}

function numberOf({ way }: ForwardSettings, listed: number): number {
  return way.destination === 'node resolvers' ? NODE_SERVERS : listed;
}

function protocolOf({ way, failFast }: ForwardSettings): ForwardProtocol {
  if (way.options.protocol) return way.options.protocol;
  // An attempt by UDP takes 2 seconds. A dial by TCP takes up to 30, until some have succeeded.
  if (failFast) return ForwardProtocol.PREFER_UDP;
  return way.destination === 'cluster DNS' ? ForwardProtocol.TCP : ForwardProtocol.AS_ASKED;
}

function protocolOption(protocol: ForwardProtocol): [string, string[]][] {
  switch (protocol) {
    case ForwardProtocol.AS_ASKED:
      return [];
    case ForwardProtocol.PREFER_UDP:
      return [['prefer_udp', []]];
    case ForwardProtocol.TCP:
      return [['force_tcp', []]];
  }
}

/** Without a limit, servers that refuse get tens of thousands of attempts in a second. */
function attempts(settings: ForwardSettings, listed: number): [string, string[]][] {
  if (!settings.boundsAttempts) return [];
  return [['max_connect_attempts', [`${Math.max(2 * numberOf(settings, listed), 3)}`]]];
}

function failFastOptions(settings: ForwardSettings, listed: number): [string, string[]][] {
  return [
    // This number of attempts finds a server that answers, even with half of the servers silent.
    ['max_connect_attempts', [`${Math.floor(numberOf(settings, listed) / 2) + 1}`]],
    ['max_fails', ['1']],
    ['health_check', healthCheckOf(settings)],
    ['failfast_all_unhealthy_upstreams', []],
  ];
}

/** The arguments of `health_check`. The user's figures win over those of failFast. */
function healthCheckOf({ way: { destination, options }, failFast, clusterDomain }: ForwardSettings): string[] {
  // A health check for the root would depend on servers outside, whose outage would take the cluster's names along.
  const ownDomain = failFast && destination === 'cluster DNS';
  const { healthCheckInterval: interval = failFast ? 100 : HEALTH_CHECK } = options;
  const { healthCheckRecursion: recursion = !ownDomain } = options;
  const { healthCheckDomain: domain = ownDomain ? clusterDomain : undefined } = options;
  return [goDuration(interval), ...(recursion ? [] : ['no_rec']), ...(domain === undefined ? [] : ['domain', domain])];
}

function chosenOptions(options: ForwardFigures, healthCheck: readonly string[]): [string, readonly string[]][] {
  const { except, certificateAuthority: ca, policy, failover, maxConcurrent, maxFails, expire, maxAge } = options;
  const checks = [options.healthCheckInterval, options.healthCheckDomain, options.healthCheckRecursion];
  const all: [string, readonly string[] | undefined][] = [
    ['except', except],
    ['tls', ca && [`${certificateDirectory(ca)}/${ca.key}`]],
    ['policy', failover ? [ForwardPolicy.SEQUENTIAL] : policy && [policy]],
    ['max_concurrent', figure(maxConcurrent)],
    ['max_fails', figure(maxFails)],
    ['expire', expire === undefined ? undefined : [goDuration(expire)]],
    ['health_check', checks.some((value) => value !== undefined) ? healthCheck : undefined],
    ['max_age', maxAge === undefined ? undefined : [goDuration(maxAge)]],
    ['max_idle_conns', figure(options.maxIdleConnections)],
  ];
  return all.flatMap(([name, args]) => (args ? [[name, args]] : []));
}

function figure(value: number | undefined): string[] | undefined {
  return value === undefined ? undefined : [`${value}`];
}

function goDuration(millis: number): string {
  return millis % 1000 === 0 ? `${millis / 1000}s` : `${millis}ms`;
}

import { PLUGINS } from '../corefile/catalogue';
import { checkSince, SINCE } from '../image/node-cache';
import type { Version } from '../image/version';
import { parseDomain } from '../input/domain';
import { Faults, Problems } from '../input/problems';
import { optional, parseList, parseObject, rulesFor, type Table, type Values } from '../input/reader';
import {
  filled,
  parseBoolean,
  parseDistinct,
  parseEnum,
  parseMillis,
  parseResolved,
  parseWholeNumber,
} from '../input/values';
import { ForwardPolicy } from '../options/forward-policy';
import { ForwardProtocol } from '../options/forward-protocol';
import { ResponseCode } from '../options/response-code';
import { CertificateAuthority } from './certificate-authority';
import type { ForwardOptions } from './forward';
import { checkNumber, nameOf, parseVerifiedUpstream, serverNames, type Upstream, upstreamText } from './upstream';

/** Where queries go: to servers by address, or to those whose addresses only the node knows. */
export type Destination = 'servers' | 'cluster DNS' | 'node resolvers';

/** Where the queries of a zone go, and how. */
export interface Way {
  readonly destination: Destination;
  /** Empty unless the destination is `servers`. */
  readonly servers: readonly Upstream[];
  readonly options: ForwardFigures;
}

const MAX_INT = 2 ** 31 - 1;

const OPTIONS = {
  policy: optional(parseEnum('ForwardPolicy', ForwardPolicy)),
  protocol: optional(parseEnum('ForwardProtocol', ForwardProtocol)),
  failover: optional(filled(parseDistinct(parseEnum('ResponseCode', ResponseCode)))),
  maxConcurrent: optional(parseWholeNumber(1, MAX_INT)),
  maxFails: optional(parseWholeNumber(0, 2 ** 32 - 1)),
  expire: optional(parseMillis(1, MAX_INT)),
  healthCheckInterval: optional(parseMillis(1, MAX_INT)),
  healthCheckDomain: optional(parseDomain),
  healthCheckRecursion: optional(parseBoolean),
  maxAge: optional(parseMillis(1, MAX_INT)),
  maxIdleConnections: optional(parseWholeNumber(1, MAX_INT)),
  except: optional(filled(parseDistinct(parseDomain))),
  certificateAuthority: optional(
    parseResolved(CertificateAuthority, 'CertificateAuthority.fromConfigMap() or fromSecret()'),
  ),
} satisfies Table<ForwardOptions>;

export type ForwardFigures = Values<typeof OPTIONS>;

const rule = rulesFor<ForwardFigures>();
/** CoreDNS's default of `expire`, in milliseconds. */
const EXPIRE = 10_000;

const RULES = [
  rule(['maxAge', 'expire'], ({ maxAge, expire = EXPIRE }, problems) => {
    if (maxAge === undefined || maxAge >= expire) return;
    const fix = 'raise maxAge, or lower expire';
    problems.add('maxAge', `${maxAge} ms`, `is less than expire, ${expire} ms`, fix);
  }),
];

const parseOptions = parseObject(OPTIONS, RULES);
const NO_OPTIONS = parseOptions({});
const parseServers = parseList(parseVerifiedUpstream);

/** Reads a way. Without servers it goes to those that the destination stands for. */
export function parseWay(destination: Destination, options: unknown, servers?: unknown): Way {
  const problems = new Problems();
  const figures = problems.try('', options, () => parseOptions(options));
  const to = problems.try('servers', servers, () => (destination === 'servers' ? filled(parseUpstreams)(servers) : []));
  if (figures && to) {
    const way = { destination, servers: to.value, options: figures.value };
    checkOptions(way, problems);
    if (problems.list.length === 0) return way;
  }
  throw new Faults(problems.list);
}

/** A way to these servers, or without any to those in the node's /etc/resolv.conf. */
export function plainWay(servers: readonly Upstream[]): Way {
  return { destination: servers.length > 0 ? 'servers' : 'node resolvers', servers, options: NO_OPTIONS };
}

/** A way to the cluster's DNS. */
export const CLUSTER_WAY: Way = { destination: 'cluster DNS', servers: [], options: NO_OPTIONS };

/** Reads a list of servers. */
export function parseUpstreams(value: unknown): Upstream[] {
  const servers = parseServers(value);
  checkNumber(servers);
  return servers;
}

function checkOptions({ destination, servers, options }: Way, problems: Problems) {
  const { protocol, certificateAuthority, policy, failover } = options;
  const tls = servers.find((server) => server.tls);
  if (tls && protocol !== undefined && protocol !== ForwardProtocol.AS_ASKED) {
    problems.add(
      'protocol',
      protocol,
      `is for plain DNS, and ${upstreamText(tls)} has TLS`,
      'leave protocol out, or write the servers without tls://',
    );
  }
  if (certificateAuthority && !tls) {
    const fix = 'write the servers as tls://IP%NAME, or leave it out';
    problems.add('certificateAuthority', certificateAuthority.name, 'does nothing without a tls:// server', fix);
  }
  if (failover && servers.length > 1 && policy !== undefined && policy !== ForwardPolicy.SEQUENTIAL) {
    const reason = 'contradicts failover, which asks the servers in their order';
    problems.add('policy', policy, reason, 'write ForwardPolicy.SEQUENTIAL, or leave it out');
  }
  if (failover && destination === 'node resolvers') {
    problems.add(
      'failover',
      failover,
      'needs an order of servers, which only the node knows',
      'write Forward.to([...])',
    );
  }
  if (destination === 'node resolvers' || servers.length > 1) return;
  const [one, fix] =
    destination === 'servers'
      ? ['there is one', 'name more servers, or leave it out']
      : ["the cluster's DNS is one", 'leave it out'];
  if (policy !== undefined) problems.add('policy', policy, `chooses among servers, and ${one}`, fix);
  if (failover) problems.add('failover', failover, `asks the next server, and ${one}`, fix);
}

/** Refuses options that the image's CoreDNS does not have. */
export function checkWayVersion({ servers, options }: Way, version: Version, path: string, problems: Problems) {
  const known = PLUGINS.forward.options as Readonly<Record<string, readonly [Version, ...unknown[]]>>;
  const since: Partial<Record<keyof ForwardOptions, Version>> = {
    // It is written as `next`.
    failover: known.next[0],
    maxAge: known.max_age[0],
    maxIdleConnections: known.max_idle_conns[0],
    healthCheckDomain: SINCE.v1_22_28,
  };
  for (const [name, first] of Object.entries(since)) {
    const value = options[name as keyof ForwardFigures];
    if (value !== undefined) problems.try(`${path}.${name}`, value, () => checkSince('it', first, version));
  }
  if (serverNames(servers).size > 1) {
    const texts = servers.map(upstreamText);
    // Before, CoreDNS takes the bracket of an IPv6 address for a part of the name.
    const isV6 = servers.some((server) => server.address.family === 'IPv6' && nameOf(server) !== undefined);
    const [what, since] = isV6
      ? (['a name for each server, IPv6 among them,', SINCE.v1_27_0] as const)
      : (['a name for each server', SINCE.v1_26_8] as const);
    problems.try(path, texts, () => checkSince(what, since, version));
  }
}

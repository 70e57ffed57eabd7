import { isIP } from 'node:net';
import { type Address, parsePort, parseServerAddress } from '../input/address';
import { parseDomain } from '../input/domain';
import { Fault, located } from '../input/problems';

/** A DNS server that a zone is forwarded to, as CoreDNS's `forward` takes it. */
export interface Upstream {
  readonly address: Address;
  readonly port?: number;
  readonly tls: boolean;
  /** The name in the certificate of a server with TLS: a domain, or the server's own address. */
  readonly serverName?: string;
}

/** CoreDNS's limit, in every release. */
const MAX_UPSTREAMS = 15;

const FIX = 'write IP, IP:port, [IPv6]:port or tls://IP%NAME';
/** Each way to write a server, behind `tls://`: the address, the name behind `%`, the port. */
const FORMS = [
  /^(?<ip>[\d.]+)(?:%(?<name>[^%:]+))?(?::(?<port>\d{1,5}))?$/,
  /^(?<ip>[\da-fA-F.]*:[\da-fA-F:.]*)(?:%(?<name>[^%]+))?$/,
  /^\[(?<ip>[\da-fA-F.]*:[\da-fA-F:.]*)(?:%(?<name>[^%\]]+))?\](?::(?<port>\d{1,5}))?$/,
];

/** Reads a server, with TLS with or without a name. */
export function parseUpstream(value: unknown): Upstream {
  if (typeof value !== 'string') throw new Fault('is not a string', FIX);
  const tls = value.startsWith('tls://');
  const rest = tls ? value.slice('tls://'.length) : value;
  const groups = FORMS.map((form) => form.exec(rest)?.groups).find((found) => found && isIP(found.ip) > 0);
  if (!groups) throw new Fault('is not an IP address, and a name would need DNS', FIX);
  const { ip, name, port } = groups;
  const address = parseServerAddress(ip, FIX);
  if (name !== undefined && !tls) {
    throw new Fault(
      `has the name ${name} behind %, and only tls:// servers have names`,
      `write tls://${rest}, or leave out %${name}`,
    );
  }
  return {
    address,
    tls,
    ...(name === undefined ? {} : { serverName: parseServerName(name, address) }),
    ...(port === undefined ? {} : { port: parsePort(Number(port)) }),
  };
}

/** Reads a server that is verified if it has TLS. */
export function parseVerifiedUpstream(value: unknown): Upstream {
  const upstream = parseUpstream(value);
  checkVerified(upstream);
  return upstream;
}

/** Refuses more servers than CoreDNS's `forward` takes. */
export function checkNumber({ length }: readonly Upstream[]) {
  if (length <= MAX_UPSTREAMS) return;
  throw new Fault(`names ${length} servers, and CoreDNS takes ${MAX_UPSTREAMS} at most`, 'name fewer');
}

/** Refuses a server with TLS and no name, since most certificates have no addresses. */
export function checkVerified({ tls, serverName, address, port }: Upstream) {
  if (!tls || serverName !== undefined) return;
  const named = (name: string) => upstreamText({ address, port, tls, serverName: name });
  throw new Fault(
    'does not say which name the certificate of the server has',
    `write ${named('NAME')} with that name, or ${named(address.text)} if the certificate has the address itself`,
  );
}

/** A server as people write it, and CoreDNS since node-cache 1.26.8. */
export function upstreamText({ address, port, tls, serverName }: Upstream): string {
  const name = serverName === undefined ? '' : `%${serverName}`;
  const scheme = tls ? 'tls://' : '';
  if (port === undefined) return `${scheme}${address.text}${name}`;
  if (address.family === 'IPv4') return `${scheme}${address.text}${name}:${port}`;
  return `${scheme}[${address.text}${name}]:${port}`;
}

/**
 * The servers as `forward` takes them, and the name for all with TLS. CoreDNS verifies a server without a name by its
 * address.
 */
export function forwardServers(upstreams: readonly Upstream[]): { to: string[]; serverName?: string } {
  const names = serverNames(upstreams);
  const [serverName] = names;
  const shared = names.size === 1;
  const to = upstreams.map((upstream) =>
    upstreamText({ ...upstream, serverName: shared ? undefined : nameOf(upstream) }),
  );
  return { to, ...(shared && serverName !== undefined ? { serverName } : {}) };
}

/** The names of all servers with TLS. */
export function serverNames(upstreams: readonly Upstream[]): Set<string | undefined> {
  return new Set(upstreams.filter(({ tls }) => tls).map(nameOf));
}

/** The name that CoreDNS is told. It verifies a server without one by its address. */
export function nameOf({ serverName, address }: Upstream): string | undefined {
  return serverName === address.text ? undefined : serverName;
}

function parseServerName(name: string, address: Address): string {
  if (isIP(name) === 0) return located(`has the name ${name} behind %, which`, () => parseDomain(name));
  if (parseServerAddress(name, FIX).text === address.text) return address.text;
  throw new Fault(`has the address of another server behind %, ${name}`, `write a name, or ${address.text} itself`);
}

import { BlockList, SocketAddress } from 'node:net';
import { Fault } from './problems';

export type Family = 'IPv4' | 'IPv6';

/** An IP address as a canonical string, so that two spellings of one address are equal. */
export interface Address {
  readonly text: string;
  readonly family: Family;
}

export function parseAddress(
  value: unknown,
  fix = 'write an address such as 169.254.20.10 or fd00::10, without port or zone',
): Address {
  const family = typeof value === 'string' && value.includes(':') ? 'IPv6' : 'IPv4';
  const address = canonical(value, family);
  if (address === undefined) {
    throw new Fault('is not an IP address', fix);
  }
  if (family === 'IPv6' && address.startsWith('::ffff:')) {
    throw new Fault('is an IPv4 address in IPv6 notation, which Go programs read as IPv4', 'write the IPv4 address');
  }
  return { text: address, family };
}

const LOOPBACK = ranges([
  ['127.0.0.0', 8, 'ipv4'],
  ['::1', 128, 'ipv6'],
]);
const UNSPECIFIED = ranges([
  ['0.0.0.0', 8, 'ipv4'],
  ['::', 128, 'ipv6'],
]);
const MULTICAST = ranges([
  ['224.0.0.0', 4, 'ipv4'],
  ['ff00::', 8, 'ipv6'],
]);
const RESERVED = ranges([['240.0.0.0', 4, 'ipv4']]);
const LINK_LOCAL = ranges([
  ['169.254.0.0', 16, 'ipv4'],
  ['fe80::', 10, 'ipv6'],
]);

/** The addresses at which cloud providers answer their nodes and pods: metadata, time, DNS, credentials. */
const CLOUD = ranges([
  ['169.254.169.0', 24, 'ipv4'],
  ['169.254.170.0', 24, 'ipv4'],
  // Oracle's boot and block volumes, Tencent's metadata.
  ['169.254.0.0', 24, 'ipv4'],
  ['169.254.2.0', 23, 'ipv4'],
  // Scaleway, Azure, Alibaba.
  ['169.254.42.42', 32, 'ipv4'],
  ['168.63.129.16', 32, 'ipv4'],
  ['100.100.2.136', 31, 'ipv4'],
  ['100.100.2.138', 32, 'ipv4'],
  ['100.100.100.200', 32, 'ipv4'],
  ['fd00:ec2::', 32, 'ipv6'],
]);

/** Reads an address that an interface can have, and that has no special meaning. */
export function parseUnicastAddress(value: unknown, fix?: string): Address {
  const address = parseAddress(value, fix);
  const special = Object.entries({
    'a loopback': LOOPBACK,
    'an unspecified': UNSPECIFIED,
    'a multicast': MULTICAST,
    'a reserved': RESERVED,
  }).find(([, list]) => isIn(list, address));
  if (special) throw new Fault(`is ${special[0]} address`, fix ?? 'write a unicast address that nothing else has');
  return address;
}

/** Reads an address that node-cache can put on its interface. */
export function parseLocalIp(value: unknown): Address {
  const address = parseUnicastAddress(value);
  if (address.family === 'IPv6' && isIn(LINK_LOCAL, address)) {
    const reason = 'is a link-local address, which cannot be bound without naming an interface';
    throw new Fault(reason, 'write a unique local address such as fd00::10');
  }
  if (isIn(CLOUD, address)) {
    throw new Fault(
      "is in a cloud provider's own range, which nodes must reach",
      'write another, such as 169.254.20.10',
    );
  }
  return address;
}

/** Reads an address that a Service can have. */
export function parseClusterDnsIp(value: unknown): Address {
  const fix = 'write what `kubectl -n kube-system get service kube-dns` shows as CLUSTER-IP, such as 10.96.0.10';
  const address = parseUnicastAddress(value, fix);
  if (isIn(LINK_LOCAL, address)) throw new Fault('is a link-local address, which no Service has', fix);
  return address;
}

/** Reads an address on which every node can listen. */
export function parseListenAddress(value: unknown): Address {
  const address = parseAddress(value);
  if (isIn(UNSPECIFIED, address)) throw new Fault('is all addresses', 'leave it out');
  const isLinkLocal = address.family === 'IPv6' && isIn(LINK_LOCAL, address);
  if (isLinkLocal || [MULTICAST, RESERVED, CLOUD].some((list) => isIn(list, address))) {
    throw new Fault('is not an address that every node has', 'write 127.0.0.1, ::1 or the local IP');
  }
  return address;
}

export function isLoopback(address: Address): boolean {
  return isIn(LOOPBACK, address);
}

/** An address and a port as one string, with brackets for IPv6. No other code puts them together. */
export function hostPort(address: Address, port: number): string {
  return address.family === 'IPv6' ? `[${address.text}]:${port}` : `${address.text}:${port}`;
}

export function parsePort(value: unknown): number {
  if (!Number.isInteger(value) || (value as number) < 1 || (value as number) > 65535) {
    throw new Fault('is not a port', 'write a whole number from 1 to 65535');
  }
  return value as number;
}

/** The address as the operating system reads and writes it. */
function canonical(value: unknown, family: Family): string | undefined {
  if (typeof value !== 'string' || value.includes('%')) return undefined;
  try {
    return new SocketAddress({ address: value, family: family === 'IPv4' ? 'ipv4' : 'ipv6' }).address;
  } catch {
    return undefined;
  }
}

/** Reads the address of a DNS server. */
export function parseServerAddress(text: string, fix: string): Address {
  const address = parseAddress(text);
  if (isIn(UNSPECIFIED, address) || isIn(MULTICAST, address) || isIn(RESERVED, address)) {
    throw new Fault('is not an address that a DNS server can have', fix);
  }
  if (address.family === 'IPv6' && isIn(LINK_LOCAL, address)) {
    const reason = 'is a link-local address, which cannot be asked without naming an interface';
    throw new Fault(reason, 'write another address of the server');
  }
  return address;
}

function ranges(subnets: [string, number, 'ipv4' | 'ipv6'][]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) list.addSubnet(...subnet);
  return list;
}

function isIn(list: BlockList, address: Address): boolean {
  return list.check(address.text, address.family === 'IPv4' ? 'ipv4' : 'ipv6');
}

import { isIPv6, SocketAddress } from 'node:net';

/** The zones of a network's addresses; several where its prefix ends within a label, as CoreDNS expands them. */
export function reverseZones(network: string): string[] {
  const [address, length] = network.split('/');
  const isV6 = isIPv6(address);
  const [bits, radix, zone] = isV6 ? [4, 16, 'ip6.arpa'] : [8, 10, 'in-addr.arpa'];
  const labels = isV6 ? nibbles(address) : address.split('.');
  const whole = Math.ceil(Number(length) / bits);
  const count = 2 ** (whole * bits - Number(length));
  if (whole === 0) return [zone];
  const last = Number.parseInt(labels[whole - 1], radix);
  return Array.from({ length: count }, (_, index) => {
    const label = (last - (last % count) + index).toString(radix);
    return [label, ...labels.slice(0, whole - 1).reverse(), zone].join('.');
  });
}

/** The 32 hexadecimal digits of an IPv6 address. */
function nibbles(text: string): string[] {
  // Without an IPv4 address at its end.
  const { address } = new SocketAddress({ address: text, family: 'ipv6' });
  const [head, tail] = address.split('::').map((half) => half.split(':').filter((group) => group !== ''));
  const groups = tail ? [...head, ...Array(8 - head.length - tail.length).fill('0'), ...tail] : head;
  return groups.flatMap((group) => [...group.padStart(4, '0')]);
}

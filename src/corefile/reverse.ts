import { isIPv6, SocketAddress } from 'node:net';

/** The reverse zones of a network. There are several if its prefix ends within a label, as CoreDNS expands it. */
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
  // SocketAddress writes an address in its canonical form, so that `64:ff9b::1.2.3.4` has hexadecimal groups alone.
  const { address } = new SocketAddress({ address: text, family: 'ipv6' });
  const [head, tail] = address.split('::').map((half) => half.split(':').filter((group) => group !== ''));
  const groups = tail ? [...head, ...Array(8 - head.length - tail.length).fill('0'), ...tail] : head;
  return groups.flatMap((group) => [...group.padStart(4, '0')]);
}

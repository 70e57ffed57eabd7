import { isIPv6 } from 'node:net';
import { groupsOf } from '../input/cidr';

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
  return groupsOf(text).flatMap((group) => [...group.padStart(4, '0')]);
}

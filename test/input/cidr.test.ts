import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCidr } from '../../src/input/cidr';
import { faultOf } from '../helpers';

describe('accepts', () => {
  test.each([
    ['10.0.0.0/16', '10.0.0.0/16'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['10.0.0.5/32', '10.0.0.5/32'],
    ['10.128.0.0/9', '10.128.0.0/9'],
    ['FD00:0::/64', 'fd00::/64'],
    ['::/0', '::/0'],
    ['fd00::5/128', 'fd00::5/128'],
    ['fd00:0:0:8000::/49', 'fd00:0:0:8000::/49'],
  ])('%s', (text, expected) => {
    expect(parseCidr(text)).toBe(expected);
  });
});

describe('refuses', () => {
  test.each([
    ['10.0.0.5/16', 'has bits behind its prefix; write 10.0.0.0/16'],
    ['10.0.0.0/0', 'has bits behind its prefix; write 0.0.0.0/0'],
    ['10.255.0.0/9', 'has bits behind its prefix; write 10.128.0.0/9'],
    ['fd00::5/64', 'has bits behind its prefix; write fd00::/64'],
    ['fd00:0:0:8000::/48', 'has bits behind its prefix; write fd00::/48'],
    ['fd00:1:2:3:4:5:6:7/65', 'has bits behind its prefix; write fd00:1:2:3::/65'],
    ['fd00::/0', 'has bits behind its prefix; write ::/0'],
    ['10.0.0.0/33', 'has a longer prefix than addresses are; write a network such as 10.0.0.0/16'],
    ['fd00::/129', 'has a longer prefix than addresses are; write a network such as 10.0.0.0/16'],
    ['10.0.0.0', 'is no CIDR; write a network such as 10.0.0.0/16'],
    ['10.0.0.0/08', 'is no CIDR; write a network such as 10.0.0.0/16'],
    ['10.0.0/8', 'is not an IP address; write a network such as 10.0.0.0/16'],
    [8, 'is no CIDR; write a network such as 10.0.0.0/16'],
  ])('%j', (text, expected) => {
    expect(faultOf(() => parseCidr(text))).toBe(expected);
  });
});

/** An address as a number. */
const numberOf = (text: string): bigint => {
  if (!text.includes(':')) return text.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  const [head, tail = ''] = text.split('::').map((half) => half.split(':').filter(Boolean));
  const zeros = Array(8 - head.length - tail.length).fill('0');
  return [...head, ...zeros, ...tail].reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n);
};

test.each([
  ['IPv4', 32, fc.ipV4()],
  [
    'IPv6',
    128,
    fc
      .array(fc.oneof(fc.constant(0), fc.nat(0xffff)), { minLength: 8, maxLength: 8 })
      .map((groups) => groups.map((group) => group.toString(16)).join(':')),
  ],
] as const)(
  'whatever %s network is accepted has no bit behind its prefix, and the fix of others is one',
  (_, size, address) => {
    fc.assert(
      fc.property(address as fc.Arbitrary<string>, fc.nat(size), (ip, prefix) => {
        const host = numberOf(ip) & ((1n << BigInt(size - prefix)) - 1n);
        if (host === 0n) {
          const [text, length] = parseCidr(`${ip}/${prefix}`).split('/');
          expect([numberOf(text), length]).toEqual([numberOf(ip), String(prefix)]);
          return;
        }
        const [, fix] =
          /^has bits behind its prefix; write (\S+)$/.exec(faultOf(() => parseCidr(`${ip}/${prefix}`))) ?? [];
        expect(parseCidr(fix)).toBe(fix);
        expect(numberOf(fix.split('/')[0])).toBe(numberOf(ip) - host);
      }),
    );
  },
);

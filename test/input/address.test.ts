import { describe, expect, test } from 'vitest';
import { hostPort, parseAddress, parseLocalIp } from '../../src/input/address';
import { faultOf } from '../helpers';

describe('an address', () => {
  test.each([
    ['169.254.20.10', '169.254.20.10', 'IPv4'],
    ['FD00:0:0::010', 'fd00::10', 'IPv6'],
    ['fd00:0:0:0:0:0:0:10', 'fd00::10', 'IPv6'],
    ['fd00::0.0.0.16', 'fd00::10', 'IPv6'],
  ])('%s is %s', (spelling, text, family) => {
    expect(parseAddress(spelling)).toEqual({ text, family });
  });

  test.each(['::ffff:10.0.0.1', '::FFFF:a00:1', '0:0:0:0:0:ffff:10.0.0.1'])('%s is IPv4 in disguise', (text) => {
    expect(faultOf(() => parseAddress(text))).toMatch('is an IPv4 address in IPv6 notation');
  });

  test('meets a port in brackets if it is IPv6', () => {
    expect(hostPort(parseAddress('fd00::10'), 8080)).toBe('[fd00::10]:8080');
    expect(hostPort(parseAddress('10.0.0.1'), 8080)).toBe('10.0.0.1:8080');
  });
});

describe('a local IP', () => {
  test.each([
    '169.254.20.10',
    '169.254.171.1',
    '169.254.168.255',
    '10.0.0.53',
    '192.168.1.1',
    'fd00::10',
    'fd00:ec3::1',
    '2001:db8::53',
  ])('may be %s', (text) => {
    expect(parseLocalIp(text).text).toBe(text);
  });

  test.each([
    '127.0.0.1',
    '127.255.255.255',
    '::1',
    '0.0.0.1',
    '::',
    '239.255.255.255',
    'ff00::',
    '240.0.0.1',
    'febf::1',
    '169.254.170.2',
    'fd00:ec2::254',
  ])('cannot be %s', (text) => {
    expect(faultOf(() => parseLocalIp(text))).toMatch(/ address|range/);
  });
});

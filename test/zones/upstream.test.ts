import { describe, expect, test } from 'vitest';
import { forwardServers, parseUpstream, parseVerifiedUpstream, upstreamText } from '../../src/zones/upstream';
import { faultOf } from '../helpers';

describe('a server', () => {
  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['192.0.2.1:5353', '192.0.2.1:5353'],
    ['192.0.2.1:053', '192.0.2.1:53'],
    ['2001:DB8::1', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['[2001:db8::1]:5353', '[2001:db8::1]:5353'],
    ['tls://192.0.2.1', 'tls://192.0.2.1'],
    ['tls://192.0.2.1%DNS.Example.', 'tls://192.0.2.1%dns.example'],
    ['tls://192.0.2.1%dns.example:8853', 'tls://192.0.2.1%dns.example:8853'],
    ['tls://192.0.2.1%192.0.2.1', 'tls://192.0.2.1%192.0.2.1'],
    ['tls://2001:db8::1', 'tls://2001:db8::1'],
    ['tls://2001:db8::1%dns.example', 'tls://2001:db8::1%dns.example'],
    ['tls://[2001:db8::1%dns.example]', 'tls://2001:db8::1%dns.example'],
    ['tls://[2001:db8::1%dns.example]:8853', 'tls://[2001:db8::1%dns.example]:8853'],
    ['tls://[2001:db8::1%2001:DB8:0::1]:8853', 'tls://[2001:db8::1%2001:db8::1]:8853'],
    ['tls://[2001:db8::1]:853', 'tls://[2001:db8::1]:853'],
    ['169.254.169.253', '169.254.169.253'],
  ])('%s is written as %s', (text, expected) => {
    expect(upstreamText(parseUpstream(text))).toBe(expected);
  });

  test.each([
    '2001:db8::1]:53',
    '[192.0.2.1]:53',
    'TLS://192.0.2.1',
    'dns://',
    '192.0.2.1:+5',
    '192.0.2.1:5 3',
    'tls://192.0.2.1:853%dns.example',
    'tls://[2001:db8::1]%dns.example',
    'tls://192.0.2.1%',
  ])('%s is none', (text) => {
    expect(faultOf(() => parseUpstream(text))).toMatch('is not an IP address, and a name would need DNS');
  });

  test.each(['::ffff:127.0.0.1', 'tls://fe80::1%eth0 x', '[::ffff:10.96.0.10]:53'])('%s hides what it is', (text) => {
    expect(() => parseUpstream(text)).toThrow();
  });

  test.each(['192.0.2.1%dns.example', '2001:db8::1%dns.example'])('%s has a name without TLS', (text) => {
    expect(faultOf(() => parseUpstream(text))).toMatch(
      /behind %, and only tls:\/\/ servers have names; write tls:\/\/.*, or leave out %/,
    );
  });

  test.each(['a b', 'a..b', '-a'])('the name %j is none', (name) => {
    expect(faultOf(() => parseUpstream(`tls://192.0.2.1%${name}`))).toMatch(`has the name ${name} behind %, which `);
  });

  test('the address behind % is its own', () => {
    expect(faultOf(() => parseUpstream('tls://192.0.2.1%192.0.2.2'))).toBe(
      'has the address of another server behind %, 192.0.2.2; write a name, or 192.0.2.1 itself',
    );
  });
});

describe('a server with TLS', () => {
  test.each([
    ['tls://192.0.2.1', 'tls://192.0.2.1%NAME', 'tls://192.0.2.1%192.0.2.1'],
    ['tls://[2001:db8::1]:8853', 'tls://[2001:db8::1%NAME]:8853', 'tls://[2001:db8::1%2001:db8::1]:8853'],
  ])('%s must say what is in its certificate', (text, named, byAddress) => {
    expect(faultOf(() => parseVerifiedUpstream(text))).toBe(
      `does not say which name the certificate of the server has; write ${named} with that name, or ${byAddress} if the certificate has the address itself`,
    );
  });
});

describe('the servers of `forward`', () => {
  const to = (...servers: string[]) => forwardServers(servers.map(parseUpstream));

  test('share the name that all with TLS have', () => {
    expect(to('192.0.2.1', 'tls://192.0.2.2%dns.example', 'tls://192.0.2.3%dns.example:8853')).toEqual({
      to: ['192.0.2.1', 'tls://192.0.2.2', 'tls://192.0.2.3:8853'],
      serverName: 'dns.example',
    });
  });

  test('have names of their own where names differ', () => {
    expect(to('tls://192.0.2.1%one.example', 'tls://192.0.2.2%two.example')).toEqual({
      to: ['tls://192.0.2.1%one.example', 'tls://192.0.2.2%two.example'],
    });
  });

  test('have no name where the certificate has the address, which CoreDNS verifies then', () => {
    expect(to('tls://192.0.2.1%192.0.2.1', 'tls://192.0.2.2%two.example')).toEqual({
      to: ['tls://192.0.2.1', 'tls://192.0.2.2%two.example'],
    });
    expect(to('tls://192.0.2.1%192.0.2.1')).toEqual({ to: ['tls://192.0.2.1'] });
  });
});

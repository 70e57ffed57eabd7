import { expect, test } from 'vitest';
import { problemsOf } from '../helpers';

test('an IPv6 link-local server is refused, since CoreDNS takes no interface', () => {
  expect(problemsOf({ upstreamServers: ['fe80::1'] })).toEqual([
    "upstreamServers[0]: got 'fe80::1': is a link-local address, which cannot be asked without naming an interface; " +
      'write another address of the server',
  ]);
});

test('an IPv4 link-local server is accepted, as clouds have it', () => {
  expect(problemsOf({ upstreamServers: ['169.254.169.253'] })).toEqual([]);
});

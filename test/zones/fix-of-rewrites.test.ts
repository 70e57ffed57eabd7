import { describe, expect, test } from 'vitest';
import { CacheProfile, Forward, type NodeLocalDnsCacheProps, ProxyMode, Zone } from '../../src';
import { problemsOf } from '../helpers';

/** The problem of a rewrite from `x.a.example` to a name, with the servers that the fix has for the zone. */
const fixOf = (to: string, servers: string[], props: NodeLocalDnsCacheProps = {}) =>
  problemsOf({
    ...props,
    zones: {
      'a.example': Zone.of({ forward: Forward.to(['192.0.2.1']), rewrites: { 'x.a.example': to } }),
      'b.example': Zone.of({ forward: Forward.to(servers) }),
    },
  })[0];

describe('the fix of a rewrite into another zone shows the servers there', () => {
  test.each([
    ['one name for all', ['tls://192.0.2.2%b.example:8853', 'tls://192.0.2.3%b.example']],
    ['the address in the certificate', ['tls://192.0.2.2%192.0.2.2']],
    ['a name for each', ['tls://192.0.2.2%b.example', 'tls://192.0.2.3%c.example']],
  ])('with TLS and %s', (_, servers) => {
    expect(fixOf('y.b.example', servers)).toContain(
      `write forward: Forward.to(['${servers.join("', '")}']) in its zone`,
    );
  });

  test('once, even if failFast lists one server three times', () => {
    const fix = fixOf('y.b.example', ['192.0.2.2'], { cache: CacheProfile.FAIL_FAST });
    expect(fix).toContain("write forward: Forward.to(['192.0.2.2']) in its zone");
  });

  test.each([
    ['/etc/resolv.conf', 'Forward.toNodeResolvers()'],
    ['dns://192.0.2.2', "Forward.to(['192.0.2.2'])"],
  ])('as %s of an extra server block', (server, forward) => {
    const extraServerBlocks = `c.example {\n forward . ${server}\n}`;
    expect(fixOf('y.c.example', ['192.0.2.2'], { extraServerBlocks })).toContain(
      `write forward: ${forward} in its zone`,
    );
  });

  test("as the cluster's DNS in IPVS mode too", () => {
    const fix = fixOf('y.svc.cluster.local', ['192.0.2.2'], { proxyMode: ProxyMode.IPVS });
    expect(fix).toContain('write forward: Forward.toClusterDns() in its zone');
  });
});

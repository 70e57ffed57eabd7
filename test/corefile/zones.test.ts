import { describe, expect, test } from 'vitest';
import { ErrorLog, Forward, ForwardProtocol, type NodeLocalDnsCacheProps, Zone } from '../../src';
import { cacheOf, zoneOf, zonesOf } from '../helpers';

const V6 = { localIp: 'fd00::10', clusterDnsIp: 'fd00:10:96::a' };

test('the zones are the cluster domains, the reverse zones, the stub domains and the root', () => {
  const props = {
    clusterDomain: 'K8s.Example.',
    additionalClusterDomains: ['old.example'],
    stubDomains: { 'Corp.Example.': ['192.0.2.53'] },
  };

  expect(zonesOf(props)).toEqual([
    'k8s.example:53',
    'old.example:53',
    'in-addr.arpa:53',
    'ip6.arpa:53',
    'corp.example:53',
    '.:53',
  ]);
});

test('an additional cluster domain is served as the cluster domain is, but for health', () => {
  const props = { additionalClusterDomains: ['old.example'] };

  expect(zoneOf('old.example', props)).toEqual(zoneOf('cluster.local').filter((line) => !line.startsWith('health')));
});

describe('health', () => {
  test('is in the first block only: one endpoint serves the process', () => {
    expect(zoneOf('cluster.local')).toContain('health 169.254.20.10:8080');
    expect(cacheOf().corefile.match(/^ +health /gm)).toHaveLength(1);
  });

  test('has brackets around an IPv6 address', () => {
    expect(zoneOf('cluster.local', { ...V6, healthPort: 8099 })).toContain('health [fd00::10]:8099');
  });
});

describe('brackets', () => {
  test('are nowhere but where an address meets a port', () => {
    const props = {
      ...V6,
      upstreamServers: ['2001:db8::1', '[2001:db8::2]:53', 'tls://2001:db8::3%a.b', 'tls://[2001:db8::4%a.b]:853'],
    };

    expect(zoneOf('.', props)).toContain('bind fd00::10 fd00:10:96::a');
    expect(zoneOf('.', props)).toContain(
      'forward . 2001:db8::1 [2001:db8::2]:53 tls://2001:db8::3 tls://[2001:db8::4]:853: max_connect_attempts 8, tls_servername a.b',
    );
    expect(cacheOf(props).corefile.match(/\[.*?\]/g)).toEqual(['[fd00::10]', '[2001:db8::2]', '[2001:db8::4]']);
  });
});

const byTcp = Zone.of({ forward: Forward.toNodeResolvers({ protocol: ForwardProtocol.TCP }) });

describe('forwards', () => {
  test('go to the servers of the node by default, by UDP', () => {
    expect(zoneOf('.')).toContain('forward . __PILLAR__UPSTREAM__SERVERS__: max_connect_attempts 6');
  });

  test('by TCP to the servers of the node have no text in which node-cache would take force_tcp out', () => {
    expect(cacheOf({ zones: { '.': byTcp } }).corefile).toContain(
      '    forward . __PILLAR__UPSTREAM__SERVERS__ {\n            force_tcp\n            max_connect_attempts 6\n    }\n',
    );
  });

  test('to the cluster DNS may use UDP', () => {
    const forward = Forward.toClusterDns({ protocol: ForwardProtocol.AS_ASKED });
    expect(zoneOf('cluster.local', { zones: { 'cluster.local': Zone.of({ forward }) } })).toContain(
      'forward . __PILLAR__CLUSTER__DNS__: max_connect_attempts 3',
    );
  });

  test('of a stub domain go to its servers, by UDP whatever the upstreams get', () => {
    const props = { stubDomains: { 'corp.example': ['192.0.2.53', '192.0.2.54:5353'] }, zones: { '.': byTcp } };

    expect(zoneOf('corp.example', props)).toEqual([
      expect.stringMatching(/^errors: consolidate/),
      'cache 30',
      'forward . 192.0.2.53 192.0.2.54:5353: max_connect_attempts 4',
      'loop',
      'bind 169.254.20.10 10.96.0.10',
      'prometheus :9253',
    ]);
  });
});

describe('host records', () => {
  const hosts = 'hosts /etc/coredns/hosts .: ttl 30, fallthrough';
  const hostRecords = { '192.0.2.1': ['db.example.net'] };

  test('are asked in an extra server block, unless it has hosts of its own', () => {
    const extraServerBlocks = 'one.example {\n whoami\n}\ntwo.example {\n hosts {\n 192.0.2.2 two.example\n }\n}';
    expect(zoneOf('one.example', { hostRecords, extraServerBlocks })).toContain(hosts);
    expect(zoneOf('two.example', { hostRecords, extraServerBlocks })).not.toContain(hosts);
  });
});

describe('errors', () => {
  const errorsOf = (props: NodeLocalDnsCacheProps) => zoneOf('.', props)[0];

  test('of servers that are away are one line each 30 seconds', () => {
    expect(errorsOf({})).toBe(
      'errors: consolidate 30s (i/o timeout|connection refused|no route to host|network is unreachable|no healthy proxies)$',
    );
  });

  test('begin with the first one where the image can show it', () => {
    expect(errorsOf({ image: 'node-cache:1.27.0' })).toMatch(/^errors: consolidate 30s .*\$ show_first$/);
  });

  test('are a line each if asked for', () => {
    expect(errorsOf({ errorLog: ErrorLog.EVERY })).toBe('errors');
  });

  test('are consolidated in extra server blocks too', () => {
    expect(zoneOf('a.example', { extraServerBlocks: 'a.example {\n whoami\n}' })[0]).toMatch(/^errors: consolidate/);
  });
});

test('metrics come from every block, since each counts only its own queries', () => {
  for (const zone of ['cluster.local', 'in-addr.arpa', 'ip6.arpa', '.']) {
    expect(zoneOf(zone, { metricsPort: 9100 })).toContain('prometheus :9100');
  }
});

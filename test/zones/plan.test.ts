import { describe, expect, test } from 'vitest';
import { CacheProfile, Forward, type NodeLocalDnsCacheProps, Zone } from '../../src';
import { zoneOf, zonesOf } from '../helpers';

const forwardOf = (zone: string, props: NodeLocalDnsCacheProps) =>
  zoneOf(zone, props).find((line) => line.startsWith('forward'));
const CLUSTER = 'forward . __PILLAR__CLUSTER__DNS__: force_tcp, max_connect_attempts 3';
const NODE = 'forward . __PILLAR__UPSTREAM__SERVERS__: max_connect_attempts 6';
const cached = Zone.of({ cache: CacheProfile.of({ successCapacity: 2048 }) });

test('zones of the user come behind those of the cluster, and before the root', () => {
  const zones = { 'corp.example': cached, '.': cached, '192.0.2.0/24': cached };

  expect(zonesOf({ zones, stubDomains: { 'a.example': ['192.0.2.1'] } })).toEqual([
    'cluster.local:53',
    'in-addr.arpa:53',
    'ip6.arpa:53',
    'a.example:53',
    'corp.example:53',
    '2.0.192.in-addr.arpa:53',
    '.:53',
  ]);
});

describe('a zone without servers of its own asks', () => {
  test.each([
    ['those of the root', 'corp.example', NODE],
    ['those of the cluster', 'shop.svc.cluster.local', CLUSTER],
    ['those of the cluster, in the reverse zone of a network', '10.0.0.0/8', CLUSTER],
    ['those of a stub domain', 'x.stub.example', 'forward . 192.0.2.53: max_connect_attempts 3'],
    ['those of a zone', 'x.y.zone.example', 'forward . 192.0.2.54: max_connect_attempts 3'],
  ])('%s', (_, zone, expected) => {
    const zones = {
      [zone]: cached,
      'y.zone.example': cached,
      'zone.example': Zone.of({ forward: Forward.to(['192.0.2.54']) }),
    };
    const props = { zones, stubDomains: { 'stub.example': ['192.0.2.53'] } };
    expect(forwardOf(zone === '10.0.0.0/8' ? '10.in-addr.arpa' : zone, props)).toBe(expected);
  });
});

describe('the root', () => {
  test('may go to the cluster DNS', () => {
    expect(forwardOf('.', { zones: { '.': Zone.of({ forward: Forward.toClusterDns() }) } })).toBe(CLUSTER);
  });

  test('keeps upstreamServers beside a cache of its own', () => {
    const props = { upstreamServers: ['192.0.2.1'], zones: { '.': cached } };
    expect(forwardOf('.', props)).toBe('forward . 192.0.2.1: max_connect_attempts 3');
    expect(zoneOf('.', props)).toContain('cache: success 2048 30, denial 9984 30');
  });
});

describe("the zone of the cluster's domain", () => {
  test('says how the other zones of the cluster are asked', () => {
    const forward = Forward.toClusterDns({ maxConcurrent: 100 });
    const props = { additionalClusterDomains: ['old.example'], zones: { 'cluster.local': Zone.of({ forward }) } };
    for (const zone of ['cluster.local', 'old.example', 'in-addr.arpa', 'ip6.arpa']) {
      expect(forwardOf(zone, props)).toBe(`${CLUSTER}, max_concurrent 100`);
    }
    expect(forwardOf('.', props)).toBe(NODE);
  });

  test('keeps its answers as briefly as the profile says for it', () => {
    expect(zoneOf('cluster.local', { zones: { 'cluster.local': cached } })).toContain(
      'cache: success 2048 30, denial 9984 5',
    );
  });
});

describe('reverseZones', () => {
  test('are those that the cluster DNS gets; others go the way of the root', () => {
    const props = { reverseZones: ['10.0.0.0/8', 'fd00::/8'], upstreamServers: ['192.0.2.1'] };
    expect(zonesOf(props)).toEqual(['cluster.local:53', '10.in-addr.arpa:53', 'd.f.ip6.arpa:53', '.:53']);
    expect(forwardOf('d.f.ip6.arpa', props)).toBe(CLUSTER);
  });

  test('are several where a prefix ends within a label', () => {
    expect(zonesOf({ reverseZones: ['192.168.2.0/23'] })).toEqual([
      'cluster.local:53',
      '2.168.192.in-addr.arpa:53',
      '3.168.192.in-addr.arpa:53',
      '.:53',
    ]);
  });

  test('may all be replaced', () => {
    const zones = { 'in-addr.arpa': Zone.of({ forward: Forward.to(['192.0.2.1']) }), '::/0': Zone.nonexistent() };
    expect(forwardOf('in-addr.arpa', { zones })).toBe('forward . 192.0.2.1: max_connect_attempts 3');
    expect(forwardOf('ip6.arpa', { zones })).toBeUndefined();
  });
});

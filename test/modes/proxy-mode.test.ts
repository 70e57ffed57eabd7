import { describe, expect, test } from 'vitest';
import { ProxyMode } from '../../src';
import { flagOf, zoneOf } from '../helpers';

const V6 = { localIp: 'fd00::10', clusterDnsIp: 'fd00:10:96::a' };

describe.each([ProxyMode.IPTABLES, ProxyMode.NFTABLES])('$name', (proxyMode) => {
  test('serves the local IP and the kube-dns IP', () => {
    expect(proxyMode.podsMustBeTold).toBe(false);
    expect(flagOf('-localip', { proxyMode })).toBe('169.254.20.10,10.96.0.10');
    expect(zoneOf('.', { proxyMode })).toContain('bind 169.254.20.10 10.96.0.10');
  });

  test('asks the cluster DNS through the upstream Service, since the kube-dns IP is its own', () => {
    for (const zone of ['cluster.local', 'in-addr.arpa', 'ip6.arpa']) {
      expect(zoneOf(zone, { proxyMode })).toContain(
        'forward . __PILLAR__CLUSTER__DNS__: force_tcp, max_connect_attempts 3',
      );
    }
  });

  test('joins IPv6 addresses without brackets', () => {
    expect(flagOf('-localip', { ...V6, proxyMode })).toBe('fd00::10,fd00:10:96::a');
    expect(zoneOf('.', { ...V6, proxyMode })).toContain('bind fd00::10 fd00:10:96::a');
  });
});

describe('ipvs', () => {
  const proxyMode = ProxyMode.IPVS;

  test('serves the local IP alone, since the kube-dns IP is on kube-ipvs0', () => {
    expect(proxyMode.podsMustBeTold).toBe(true);
    expect(flagOf('-localip', { proxyMode })).toBe('169.254.20.10');
    expect(zoneOf('.', { proxyMode })).toContain('bind 169.254.20.10');
  });

  test('asks the kube-dns IP itself', () => {
    for (const zone of ['cluster.local', 'in-addr.arpa', 'ip6.arpa']) {
      expect(zoneOf(zone, { proxyMode })).toContain('forward . 10.96.0.10: force_tcp, max_connect_attempts 3');
    }
  });

  test('may have the kube-dns IP as an upstream, since it does not answer there', () => {
    expect(zoneOf('.', { proxyMode, upstreamServers: ['10.96.0.10'] })).toContain(
      'forward . 10.96.0.10: max_connect_attempts 3',
    );
  });
});

import { describe, expect, test } from 'vitest';
import { CacheProfile, type NodeLocalDnsCacheProps } from '../../src';
import { zoneOf } from '../helpers';

const forwardOf = (zone: string, props?: NodeLocalDnsCacheProps) =>
  zoneOf(zone, props).find((line) => line.startsWith('forward'));

const servers = (count: number) => Array.from({ length: count }, (_, index) => `192.0.2.${index + 1}`);
const CLUSTER = '__PILLAR__CLUSTER__DNS__';
const NODE = '__PILLAR__UPSTREAM__SERVERS__';

describe('attempts are bounded', () => {
  test.each([
    [1, 3],
    [2, 4],
    [15, 30],
  ])('with %d servers to %d', (count, attempts) => {
    expect(forwardOf('.', { upstreamServers: servers(count) })).toMatch(
      new RegExp(`: max_connect_attempts ${attempts}$`),
    );
  });

  test("with the node's servers to 6, since they may be three", () => {
    expect(forwardOf('.')).toBe(`forward . ${NODE}: max_connect_attempts 6`);
  });

  test("beside force_tcp, with the cluster's DNS", () => {
    expect(forwardOf('cluster.local')).toBe(`forward . ${CLUSTER}: force_tcp, max_connect_attempts 3`);
  });

  test('not with an image that does not know the option', () => {
    const old = { image: 'node-cache:1.26.7' };
    expect(forwardOf('cluster.local', old)).toBe(`forward . ${CLUSTER}: force_tcp`);
    expect(forwardOf('.', old)).toBe(`forward . ${NODE}`);
  });
});

describe('failFast', () => {
  const cache = CacheProfile.FAIL_FAST;

  test.each(['cluster.local', 'in-addr.arpa'])(
    "asks the cluster's DNS by UDP, and checks it with its own domain: %s",
    (zone) => {
      expect(forwardOf(zone, { cache })).toBe(
        `forward . ${CLUSTER} ${CLUSTER} ${CLUSTER}: prefer_udp, max_connect_attempts 1, max_fails 1, ` +
          'health_check 100ms no_rec domain cluster.local, failfast_all_unhealthy_upstreams',
      );
    },
  );

  test('checks with the domain of the cluster', () => {
    expect(forwardOf('k8s.example', { cache, clusterDomain: 'k8s.example' })).toContain('no_rec domain k8s.example');
  });

  test('leaves TCP to the cluster DNS where it is asked for', () => {
    expect(forwardOf('cluster.local', { cache, forceTcpToClusterDns: true })).toContain(': force_tcp, max_connect');
  });

  test('finds a server that answers while half of them do not', () => {
    const attempts = [1, 2, 3, 4].map((count) => {
      const line = forwardOf('.', { cache, upstreamServers: servers(count) });
      return /max_connect_attempts (\d+)/.exec(line ?? '')?.[1];
    });
    expect(attempts).toEqual(['1', '2', '2', '3']);
  });

  test('checks servers outside the cluster as CoreDNS does', () => {
    expect(forwardOf('.', { cache })).toBe(
      `forward . ${NODE}: prefer_udp, max_connect_attempts 2, max_fails 1, health_check 100ms, failfast_all_unhealthy_upstreams`,
    );
  });

  test("leaves TCP to the node's servers alone, whose text node-cache looks for", () => {
    expect(forwardOf('.', { cache, forceTcpToUpstream: true })).toBe(`forward . ${NODE}: force_tcp`);
  });
});

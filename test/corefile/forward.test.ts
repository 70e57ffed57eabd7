import { Duration } from 'cdk8s';
import { describe, expect, test } from 'vitest';
import {
  CacheProfile,
  CertificateAuthority,
  Forward,
  type ForwardOptions,
  ForwardPolicy,
  ForwardProtocol,
  type NodeLocalDnsCacheProps,
  ResponseCode,
  Zone,
} from '../../src';
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

const byTcp = (to: (options: ForwardOptions) => Forward) => Zone.of({ forward: to({ protocol: ForwardProtocol.TCP }) });

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
    expect(forwardOf('cluster.local', { cache, zones: { 'cluster.local': byTcp(Forward.toClusterDns) } })).toContain(
      ': force_tcp, max_connect',
    );
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

  test("asks the node's servers by TCP where that is asked for", () => {
    expect(forwardOf('.', { cache, zones: { '.': byTcp(Forward.toNodeResolvers) } })).toMatch(
      `forward . ${NODE}: force_tcp, max_connect_attempts 2, max_fails 1`,
    );
  });
});

describe('options', () => {
  const NEWEST = { image: 'node-cache:1.27.0' };
  const withOptions = (options: ForwardOptions, props: NodeLocalDnsCacheProps = NEWEST) => {
    const zone = Zone.of({ forward: Forward.to(['192.0.2.1', '192.0.2.2'], options) });
    return forwardOf('corp.example', { ...props, zones: { 'corp.example': zone } })
      ?.split(', ')
      .slice(1)
      .join(', ');
  };

  test.each<[ForwardOptions, string]>([
    [{ policy: ForwardPolicy.SEQUENTIAL }, 'policy sequential'],
    [{ policy: ForwardPolicy.ROUND_ROBIN }, 'policy round_robin'],
    [{ policy: ForwardPolicy.RANDOM }, 'policy random'],
    [{ maxConcurrent: 1000 }, 'max_concurrent 1000'],
    [{ maxFails: 0 }, 'max_fails 0'],
    [{ expire: Duration.millis(1500) }, 'expire 1500ms'],
    [{ expire: Duration.seconds(20), maxAge: Duration.minutes(1) }, 'expire 20s, max_age 60s'],
    [{ healthCheckInterval: Duration.seconds(5) }, 'health_check 5s'],
    [{ healthCheckDomain: 'Corp.Example.' }, 'health_check 500ms domain corp.example'],
    [{ healthCheckRecursion: false, healthCheckDomain: 'a.example' }, 'health_check 500ms no_rec domain a.example'],
    [{ healthCheckRecursion: true }, 'health_check 500ms'],
    [{ maxIdleConnections: 4 }, 'max_idle_conns 4'],
    [{ except: ['a.corp.example', 'b.corp.example'] }, 'except a.corp.example b.corp.example'],
    [{ protocol: ForwardProtocol.AS_ASKED }, ''],
  ])('%j', (options, expected) => {
    expect(withOptions(options)).toBe(expected);
  });

  test.each([
    [ForwardProtocol.AS_ASKED, ': max_connect_attempts 4'],
    [ForwardProtocol.PREFER_UDP, ': prefer_udp, max_connect_attempts 4'],
    [ForwardProtocol.TCP, ': force_tcp, max_connect_attempts 4'],
  ])('the protocol %s', (protocol, expected) => {
    const zone = Zone.of({ forward: Forward.to(['192.0.2.1', '192.0.2.2'], { protocol }) });
    expect(forwardOf('corp.example', { zones: { 'corp.example': zone } })).toContain(expected);
  });

  test('win over those of failFast', () => {
    const options = { maxFails: 3, healthCheckInterval: Duration.seconds(1), healthCheckRecursion: true };
    const zone = Zone.of({ forward: Forward.toClusterDns(options) });
    expect(forwardOf('cluster.local', { cache: CacheProfile.FAIL_FAST, zones: { 'cluster.local': zone } })).toMatch(
      /: prefer_udp, max_connect_attempts 1, max_fails 3, health_check 1s domain cluster.local, failfast_all/,
    );
  });

  test("beside TCP stay beside it with the node's servers", () => {
    const options = { protocol: ForwardProtocol.TCP, maxConcurrent: 5 };
    const zone = Zone.of({ forward: Forward.toNodeResolvers(options) });
    expect(forwardOf('.', { zones: { '.': zone } })).toBe(
      `forward . ${NODE}: force_tcp, max_connect_attempts 6, max_concurrent 5`,
    );
  });
});

test('failover begins with each server in turn, and the answer of the last one counts', () => {
  const forward = Forward.to(['192.0.2.1', '192.0.2.2', '192.0.2.3'], {
    failover: [ResponseCode.NXDOMAIN, ResponseCode.REFUSED],
    maxConcurrent: 9,
  });
  const lines = zoneOf('corp.example', { zones: { 'corp.example': Zone.of({ forward }) } });

  const options = 'max_connect_attempts 6, policy sequential, max_concurrent 9';
  expect(lines.filter((line) => line.startsWith('forward'))).toEqual([
    `forward . 192.0.2.1 192.0.2.2 192.0.2.3: ${options}, next NXDOMAIN REFUSED`,
    `forward . 192.0.2.2 192.0.2.3 192.0.2.1: ${options}, next NXDOMAIN REFUSED`,
    `forward . 192.0.2.3 192.0.2.1 192.0.2.2: ${options}`,
  ]);
});

describe('TLS', () => {
  const tls = (certificateAuthority?: CertificateAuthority) =>
    Zone.of({ forward: Forward.to(['tls://192.0.2.1%dns.example'], { certificateAuthority }) });

  test('names what is in the certificate', () => {
    expect(forwardOf('.', { zones: { '.': tls() } })).toBe(
      'forward . tls://192.0.2.1: max_connect_attempts 3, tls_servername dns.example',
    );
  });

  test.each([
    [CertificateAuthority.fromConfigMap('site-ca'), 'tls /etc/tls-ca/config-map/site-ca/ca.crt'],
    [CertificateAuthority.fromSecret('site-ca', 'root.pem'), 'tls /etc/tls-ca/secret/site-ca/root.pem'],
  ])('verifies with certificates of an object: %#', (authority, expected) => {
    expect(forwardOf('.', { zones: { '.': tls(authority) } })).toContain(`tls_servername dns.example, ${expected}`);
  });
});

import { Duration } from 'cdk8s';
import * as fc from 'fast-check';
import {
  CacheProfile,
  type CacheProfileOptions,
  CertificateAuthority,
  Forward,
  type ForwardOptions,
  ForwardPolicy,
  ForwardProtocol,
  type NodeLocalDnsCacheProps,
  QueryLog,
  ResponseClass,
  ResponseCode,
  ServeStaleRefresh,
  Zone,
  type ZoneOptions,
} from '../src';

export type Family = 4 | 6;

const label = fc.stringMatching(/^[a-z]([a-z0-9_-]{0,8}[a-z0-9])?$/);

/** Lower case and without a trailing dot, so that two of them are one zone if they are equal. */
export const domain = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => `${labels.join('.')}.example`);

/** Addresses for documentation, which nothing is bound to. */
export const address = (family: Family) =>
  family === 4
    ? fc.integer({ min: 1, max: 254 }).map((host) => `192.0.2.${host}`)
    : fc.integer({ min: 1, max: 0xffff }).map((host) => `2001:db8::${host.toString(16)}`);

const isOld = (version: string) => version === '1.17.0';
const isNetwork = (zone: string) => zone.includes('/');
const isNewest = (version: string) => version === '1.26.8';

type Kind = 'plain' | 'one name' | 'names' | 'addresses';

/** Servers: without TLS, or some of them with TLS and one name for all, with TLS and any names, or with TLS and no name. */
export function servers(kind: Kind, minLength = 1): fc.Arbitrary<string[]> {
  const one = fc.constantFrom<Family>(4, 6).chain((family) => {
    const names = kind === 'names' ? ['dns.example', 'DNS.quad.example.', 'address'] : ['dns.example'];
    const port = fc.option(fc.integer({ min: 1, max: 65535 }));
    return fc.tuple(address(family), port, fc.boolean(), fc.constantFrom(...names)).map(([ip, at, encrypted, name]) => {
      // CoreDNS misreads a name of one IPv6 address.
      const withTls = encrypted && kind !== 'plain' && (kind !== 'names' || family === 4);
      const named = withTls && kind !== 'addresses' ? `${ip}%${name === 'address' ? ip : name}` : ip;
      const scheme = withTls ? 'tls://' : '';
      if (at === null) return `${scheme}${named}`;
      return family === 4 ? `${scheme}${named}:${at}` : `${scheme}[${named}]:${at}`;
    });
  });
  return fc.array(one, { minLength, maxLength: 15 });
}

/** Servers as the short props take them. An older image takes one name for all. */
export function anyServers(version: string): fc.Arbitrary<string[]> {
  return fc.oneof(servers('plain'), servers('one name'), ...(isNewest(version) ? [servers('names')] : []));
}

const seconds = (min: number, max: number) => fc.integer({ min, max }).map((amount) => Duration.seconds(amount));
const millis = fc.integer({ min: 1, max: 100_000 }).map((amount) => Duration.millis(amount));
const capacity = fc.integer({ min: 1024, max: 100_000 });

function optional<T>(fields: { [Name in keyof T]: fc.Arbitrary<T[Name]> }, requiredKeys: (keyof T)[] = []) {
  return fc.record(fields, { requiredKeys }) as fc.Arbitrary<T>;
}

/** TTLs, none of them less than the minimum. */
const ttls: fc.Arbitrary<CacheProfileOptions> = fc
  .tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 30 }))
  .chain(([success, denial]) =>
    optional<CacheProfileOptions>({
      successMinTtl: fc.constant(Duration.seconds(success)),
      successTtl: seconds(Math.max(success, 1), 86_400),
      externalSuccessTtl: seconds(Math.max(success, 1), 86_400),
      denialMinTtl: fc.constant(Duration.seconds(denial)),
      denialTtl: seconds(Math.max(denial, 1), 3600),
    }),
  );

export function cacheProfile(version: string): fc.Arbitrary<CacheProfile> {
  const prefetch = optional<CacheProfileOptions>(
    {
      prefetchAmount: fc.integer({ min: 1, max: 100 }),
      prefetchDuration: seconds(1, 600),
      prefetchPercentage: fc.integer({ min: 10, max: 90 }),
    },
    ['prefetchAmount'],
  );
  const verify = isOld(version) ? [] : [ServeStaleRefresh.VERIFY];
  const stale = optional<CacheProfileOptions>(
    { serveStale: seconds(1, 86_400), serveStaleRefresh: fc.constantFrom(ServeStaleRefresh.IMMEDIATE, ...verify) },
    ['serveStale'],
  );
  const others = optional<CacheProfileOptions>({
    successCapacity: capacity,
    denialCapacity: capacity,
    ...(isOld(version) ? {} : { servfailTtl: seconds(0, 300) }),
  });
  const options = fc
    .tuple(ttls, others, fc.option(prefetch), fc.option(stale))
    .map((parts) => CacheProfile.of(Object.assign({}, ...parts)));
  const ours = [
    CacheProfile.OFFICIAL,
    ...(isOld(version) ? [] : [CacheProfile.RESILIENT]),
    ...(isNewest(version) ? [CacheProfile.FAIL_FAST] : []),
  ];
  return fc.oneof(fc.constantFrom(...ours), options);
}

export const queryLog: fc.Arbitrary<QueryLog> = fc.oneof(
  fc.constantFrom(QueryLog.OFF, QueryLog.DENIALS_AND_ERRORS, QueryLog.ALL, QueryLog.JSON),
  optional({
    classes: fc.subarray(Object.values(ResponseClass), { minLength: 1 }),
    format: fc.constantFrom('{name}', '{combined} "{>rflags}"', '{remote}:{port} - {>id} {type}\t{duration}'),
  }).map(QueryLog.of),
);

/** The options of any way. The lab's servers and its CoreDNS are those of node-cache 1.26.8, which has no maxAge. */
const commonOptions = (version: string) => ({
  maxConcurrent: fc.integer({ min: 1000, max: 2 ** 31 - 1 }),
  maxFails: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  expire: millis,
  healthCheckInterval: millis,
  healthCheckRecursion: fc.boolean(),
  ...(isOld(version) ? {} : { healthCheckDomain: domain }),
});
const protocol = fc.constantFrom(...Object.values(ForwardProtocol));
const policy = fc.constantFrom(...Object.values(ForwardPolicy));
const failover = fc.subarray(Object.values(ResponseCode), { minLength: 1 });
const hasFailover = (version: string) => ['1.26.5', '1.26.8'].includes(version);

/** A way of a zone, with `except` for a name that nobody else has. */
function forward(version: string, zone: string): fc.Arbitrary<Forward> {
  const common = {
    ...commonOptions(version),
    except: fc.constant(zone === '.' ? 'except-probe' : `except-probe.${zone}`).map((name) => [name]),
  };
  const certificateAuthority = fc.constantFrom(
    CertificateAuthority.fromConfigMap('site-ca'),
    CertificateAuthority.fromSecret('site-ca', 'tls.crt'),
  );
  const to = (kind: Kind, least: number, options: fc.Arbitrary<ForwardOptions>) =>
    fc.tuple(servers(kind, least), options).map(([all, given]) => Forward.to(all, given));
  return fc.oneof(
    to('plain', 1, optional<ForwardOptions>({ ...common, protocol })),
    to('plain', 2, optional<ForwardOptions>({ ...common, policy, protocol })),
    ...(hasFailover(version) ? [to('plain', 2, optional<ForwardOptions>({ ...common, failover, protocol }))] : []),
    fc
      .tuple(
        isNewest(version) ? servers('names') : servers('one name'),
        optional<ForwardOptions>({ ...common, certificateAuthority }),
      )
      .map(([all, options]) => Forward.to([...all, 'tls://192.0.2.255%dns.example'].slice(-15), options)),
    clusterForward(version),
    optional<ForwardOptions>({ ...common, policy, protocol }).map(Forward.toNodeResolvers),
  );
}

function clusterForward(version: string): fc.Arbitrary<Forward> {
  return optional<ForwardOptions>({ ...commonOptions(version), protocol }).map(Forward.toClusterDns);
}

/** The options of a zone but for its way. */
function options(version: string, zone: string): fc.Arbitrary<ZoneOptions> {
  const under = (name: string) => (zone === '.' ? name : `${name}.${zone}`);
  const rewrites = fc.subarray([
    [under('old-name'), under('new-name')],
    [`*.${under('old-zone')}`, `*.${under('new-zone')}`],
    [under('outside'), 'outside.invalid'],
  ]);
  return optional<ZoneOptions>({
    cache: cacheProfile(version),
    queryLog,
    withoutTypes: fc.subarray(['AAAA', 'hinfo', 'TXT', 'SRV']),
    extraPlugins: fc.constantFrom(
      '',
      'template ANY HINFO . {\n  rcode NXDOMAIN\n}',
      `rewrite ttl zone.invalid ${isOld(version) ? '30' : '30-60'}`,
    ),
    ...(isOld(version) || isNetwork(zone) ? {} : { rewrites: rewrites.map((entries) => Object.fromEntries(entries)) }),
  });
}

function zone(version: string, name: string, way: fc.Arbitrary<Forward | undefined>): fc.Arbitrary<Zone> {
  return fc
    .tuple(options(version, name), way)
    .map(([given, to]) => Zone.of({ ...given, ...(to ? { forward: to } : {}) }));
}

/** Networks, none inside another. Some are several zones. */
const NETWORKS = ['10.1.0.0/16', '10.32.0.0/13', '172.16.0.0/12', '192.168.0.0/16', 'fd00:1::/32', 'fd00:20::/30'];

interface Given {
  readonly version: string;
  readonly clusterDomain: string;
  /** Domains for the prop `zones`. */
  readonly own: readonly string[];
  /** Zones of extra server blocks. */
  readonly extra: readonly string[];
}

/** The prop `zones`, for domains, networks and the root, and the props that go with it. */
export function zonesOf({ version, clusterDomain, own, extra }: Given): fc.Arbitrary<NodeLocalDnsCacheProps> {
  const split = fc.tuple(fc.shuffledSubarray(NETWORKS), fc.subarray([...own]), fc.nat({ max: 3 }), fc.boolean());
  return split.chain(([networks, empty, count, rootIsEmpty]) => {
    const reverse = networks.slice(0, count);
    // A zone without a way of its own needs one around it.
    const wayless = [...empty, ...extra];
    const isAlone = (name: string) => rootIsEmpty || wayless.some((around) => name.endsWith(`.${around}`));
    const way = (name: string) =>
      isAlone(name) ? forward(version, name) : fc.option(forward(version, name), { nil: undefined });
    const ofCluster = fc.option(clusterForward(version), { nil: undefined });
    // A network is inside the zone of all reverse names, which goes to the cluster's DNS.
    const entries: [string, fc.Arbitrary<Zone>][] = [
      ...[clusterDomain, `svc.${clusterDomain}`, ...reverse].map((name): [string, fc.Arbitrary<Zone>] => [
        name,
        zone(version, name, ofCluster),
      ]),
      ...own.map((name): [string, fc.Arbitrary<Zone>] => [
        name,
        empty.includes(name) ? fc.constant(Zone.nonexistent()) : zone(version, name, way(name)),
      ]),
    ];
    return fc.record({ some: fc.subarray(entries), root: root(version, rootIsEmpty) }).chain(({ some, root }) =>
      fc.record({
        zones: fc
          .tuple(...some.map(([name, value]) => value.map((one) => [name, one])))
          .map((all) => ({ ...Object.fromEntries(all), ...root.zones })),
        upstreamServers: fc.constant(root.upstreamServers),
        reverseZones: fc.constant(reverse.length > 0 ? reverse : undefined),
      }),
    );
  });
}

/** The root's servers in one of its props, or no root. */
function root(version: string, isEmpty: boolean): fc.Arbitrary<NodeLocalDnsCacheProps> {
  if (isEmpty) return fc.constant({ zones: { '.': Zone.nonexistent() } });
  const asZone = (way: fc.Arbitrary<Forward | undefined>) => fc.record({ '.': zone(version, '.', way) });
  return fc.oneof(
    fc.constant({}),
    fc.record({ zones: asZone(forward(version, '.')) }),
    fc.record({ upstreamServers: anyServers(version), zones: asZone(fc.constant(undefined)) }),
  );
}

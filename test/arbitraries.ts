import { Duration } from 'cdk8s';
import * as fc from 'fast-check';
import {
  Availability,
  CacheProfile,
  type CacheProfileOptions,
  KubeletPatch,
  Metrics,
  type NodeLocalDnsCacheProps,
  ProxyMode,
  QueryLog,
  ServeStaleRefresh,
} from '../src';

type Family = 4 | 6;

/** Images of releases that differ in what they can do, or whose tag does not tell. */
const IMAGES: readonly { readonly image?: string; readonly imageVersion?: string; readonly version: string }[] = [
  { version: '1.26.8' },
  { image: 'registry.example:5000/mirror/node-cache:v1.26.8-build20260819', version: '1.26.8' },
  { image: 'registry.example/node-cache:1.26.5', version: '1.26.5' },
  { image: 'registry.example/node-cache:1.26.4', version: '1.26.4' },
  { image: 'dyrnq/k8s-dns-node-cache:1.22.28', version: '1.22.28' },
  { image: 'cr.imroc.cc/k8s/k8s-dns-node-cache:1.17.0', version: '1.17.0' },
  { image: `registry.example/node-cache@sha256:${'0a'.repeat(32)}`, version: '1.17.0' },
  { image: `registry.example/node-cache:stable@sha256:${'0a'.repeat(32)}`, imageVersion: '1.26.8', version: '1.26.8' },
];

const HAS_NEW_CACHE_OPTIONS = ['1.22.28', '1.26.4', '1.26.5', '1.26.8'];

/** Plugins that leave answers as they are, by the releases that have them. */
const EXTRA_PLUGINS: Readonly<Record<string, readonly string[]>> = {
  'template ANY HINFO . {\n  rcode NXDOMAIN\n}': ['1.17.0', ...HAS_NEW_CACHE_OPTIONS],
  'loadbalance round_robin # a comment': ['1.17.0', ...HAS_NEW_CACHE_OPTIONS],
  'rewrite name exact "old.invalid" new.invalid': ['1.17.0', ...HAS_NEW_CACHE_OPTIONS],
  debug: ['1.17.0', ...HAS_NEW_CACHE_OPTIONS],
  'bufsize 1232': HAS_NEW_CACHE_OPTIONS,
  'timeouts {\n  read 5s\n  idle 10s\n}': ['1.26.8'],
};

const label = fc.stringMatching(/^[a-z]([a-z0-9_-]{0,8}[a-z0-9])?$/);

/** Lower case and without a trailing dot, so that two of them are one zone if they are equal. */
const domain = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => `${labels.join('.')}.example`);

/** The same domain in another spelling. */
const spelled = (name: string) => fc.constantFrom(name, `${name}.`, name.toUpperCase(), `${name.toUpperCase()}.`);

/** Addresses for documentation, which nothing is bound to. */
const address = (family: Family) =>
  family === 4
    ? fc.integer({ min: 1, max: 254 }).map((host) => `192.0.2.${host}`)
    : fc.integer({ min: 1, max: 0xffff }).map((host) => `2001:db8::${host.toString(16)}`);

const port = fc.integer({ min: 1, max: 65535 });

const server = (tls: boolean) =>
  fc.tuple(fc.constantFrom<Family>(4, 6), fc.option(port), fc.boolean()).chain(([family, at, encrypted]) =>
    address(family).map((ip) => {
      const scheme = tls && encrypted ? 'tls://' : '';
      if (at === null) return `${scheme}${ip}`;
      return family === 4 ? `${scheme}${ip}:${at}` : `${scheme}[${ip}]:${at}`;
    }),
  );

const servers = (tls: boolean) => fc.array(server(tls), { minLength: 1, maxLength: 15 });

const seconds = (min: number, max: number) => fc.integer({ min, max }).map((amount) => Duration.seconds(amount));

const capacity = fc.integer({ min: 1024, max: 100_000 });

function cacheProfile(version: string): fc.Arbitrary<CacheProfile> {
  const isNew = HAS_NEW_CACHE_OPTIONS.includes(version);
  const always: fc.Arbitrary<CacheProfileOptions> = fc.record(
    {
      successCapacity: capacity,
      successTtl: seconds(1, 86_400),
      externalSuccessTtl: seconds(1, 86_400),
      denialCapacity: capacity,
      denialTtl: seconds(1, 3600),
      ...(isNew ? { servfailTtl: seconds(0, 300) } : {}),
    },
    { requiredKeys: [] },
  );
  const prefetch: fc.Arbitrary<CacheProfileOptions> = fc.record(
    {
      prefetchAmount: fc.integer({ min: 1, max: 100 }),
      prefetchDuration: seconds(1, 600),
      prefetchPercentage: fc.integer({ min: 10, max: 90 }),
    },
    { requiredKeys: ['prefetchAmount'] },
  );
  const stale: fc.Arbitrary<CacheProfileOptions> = fc.record(
    {
      serveStale: seconds(1, 86_400),
      serveStaleRefresh: fc.constantFrom(ServeStaleRefresh.IMMEDIATE, ...(isNew ? [ServeStaleRefresh.VERIFY] : [])),
    },
    { requiredKeys: ['serveStale'] },
  );
  const options = fc
    .tuple(always, fc.option(prefetch), fc.option(stale))
    .map((parts) => CacheProfile.of(Object.assign({}, ...parts)));
  const ours = [
    CacheProfile.OFFICIAL,
    ...(isNew ? [CacheProfile.RESILIENT] : []),
    ...(version === '1.26.8' ? [CacheProfile.FAIL_FAST] : []),
  ];
  return fc.oneof(fc.constantFrom(...ours), options);
}

function extraPlugins(version: string): fc.Arbitrary<string> {
  const known = Object.entries(EXTRA_PLUGINS).flatMap(([text, versions]) => (versions.includes(version) ? [text] : []));
  return fc.subarray(known).map((texts) => texts.join('\n'));
}

/** Server blocks for zones, in the ways that people write them. */
function extraServerBlocks(zones: readonly string[]): fc.Arbitrary<string> {
  const directives = fc.oneof(
    servers(true).map((to) => `forward . ${to.join(' ')}`),
    servers(false).map((to) => `cache 60\r\n  forward . ${to.join(' ')} {\n    force_tcp\n    policy sequential\n  }`),
    address(4).map(
      (ip) => `hosts {\n    ${ip} host.example\n    fallthrough\n  }\n  forward . __PILLAR__CLUSTER__DNS__`,
    ),
    fc.constant('template IN A {\n    answer "{{ .Name }} 60 IN A 192.0.2.1"\n  }'),
  );
  const keys = (zone: string) => spelled(zone).chain((name) => fc.constantFrom(name, `${name}:53`, `dns://${name}`));
  return fc
    .tuple(...zones.map((zone) => fc.tuple(keys(zone), directives)))
    .map((blocks) => blocks.map(([key, text]) => `${key} {\n  ${text}\n}\n`).join('\n'));
}

const hostRecords = fc.dictionary(
  fc.constantFrom<Family>(4, 6).chain(address),
  fc.array(domain, { minLength: 1, maxLength: 3 }),
  { maxKeys: 4 },
);

function addresses(family: Family): fc.Arbitrary<NodeLocalDnsCacheProps> {
  return family === 4
    ? fc.record({
        localIp: fc.constantFrom('169.254.20.10', '169.254.25.10', '10.255.0.53'),
        clusterDnsIp: fc.constantFrom('10.96.0.10', '172.16.252.10'),
      })
    : fc.record({
        localIp: fc.constantFrom('fd00::10', 'FD00:0:0::A', 'fd30:1319:f1e:230b::1'),
        clusterDnsIp: fc.constantFrom('fd00:10:96::a', 'FD00:10:96:0:0:0:0:B'),
      });
}

/** Every second port, since a second cache takes the next ones; some go with some availabilities and metrics only. */
const endpoints = (availability: Availability): fc.Arbitrary<NodeLocalDnsCacheProps> =>
  fc
    .record({
      ports: fc.uniqueArray(fc.integer({ min: 512, max: 32767 }), { minLength: 3, maxLength: 3 }),
      metrics: fc.constantFrom(Metrics.FULL, Metrics.LIGHT, Metrics.NONE),
    })
    .map(({ ports: [healthPort, setupMetricsPort, metricsPort], metrics }) => ({
      healthPort: 2 * healthPort,
      metrics,
      ...(availability.surges ? {} : { setupMetricsPort: 2 * setupMetricsPort }),
      ...(metrics === Metrics.NONE ? {} : { metricsPort: 2 * metricsPort }),
    }));

const availability: fc.Arbitrary<NodeLocalDnsCacheProps> = fc
  .constantFrom(Availability.ROLLING, Availability.FAIL_OPEN, Availability.SURGE, Availability.REDUNDANT)
  .chain((each) => fc.oneof(fc.constant({}), endpoints(each)).map((its) => ({ availability: each, ...its })));

/** Zones of all kinds, none of them twice. */
const zones: fc.Arbitrary<NodeLocalDnsCacheProps> = fc
  .uniqueArray(domain, { minLength: 1, maxLength: 8 })
  .chain(([clusterDomain, ...others]) => {
    const share = Math.ceil(others.length / 3);
    const [additional, stubs, extra] = [
      others.slice(0, share),
      others.slice(share, 2 * share),
      others.slice(2 * share),
    ];
    return fc.record({
      clusterDomain: spelled(clusterDomain),
      additionalClusterDomains: fc.tuple(...additional.map(spelled)),
      stubDomains: fc
        .tuple(...stubs.map((zone) => fc.tuple(spelled(zone), servers(true))))
        .map((entries) => Object.fromEntries(entries)),
      extraServerBlocks: extraServerBlocks(extra),
    });
  });

/** Props that are right, over all that the Corefile depends on. */
export function acceptedProps(): fc.Arbitrary<NodeLocalDnsCacheProps> {
  return fc
    .tuple(fc.constantFrom(...IMAGES), fc.constantFrom<Family>(4, 6), fc.boolean())
    .chain(([{ version, ...image }, family, forceTcpToUpstream]) =>
      fc
        .tuple(
          addresses(family),
          zones,
          availability,
          fc.record({
            proxyMode: fc.constantFrom(ProxyMode.IPTABLES, ProxyMode.IPVS, ProxyMode.NFTABLES),
            kubelet: fc.constantFrom(
              undefined,
              KubeletPatch.configFile(),
              KubeletPatch.configFile({ fallback: false }),
              KubeletPatch.dropIn(),
              KubeletPatch.environmentFile({ path: '/etc/default/kubelet', variable: 'KUBELET_EXTRA_ARGS' }),
            ),
            forceTcpToClusterDns: fc.boolean(),
            upstreamServers: fc.oneof(fc.constant([]), servers(!forceTcpToUpstream)),
            hostRecords,
            cache: cacheProfile(version),
            queryLog: fc.constantFrom(QueryLog.OFF, QueryLog.DENIALS_AND_ERRORS, QueryLog.ALL),
            extraPlugins: extraPlugins(version),
          }),
        )
        .map((parts) => Object.assign({ ...image, forceTcpToUpstream }, ...parts)),
    );
}

import * as fc from 'fast-check';
import {
  Availability,
  ErrorLog,
  KubeletPatch,
  Metrics,
  type NodeLocalDnsCacheProps,
  ProxyMode,
  TrafficDistribution,
} from '../src';
import { address, anyServers, cacheProfile, domain, type Family, queryLog, servers, zonesOf } from './arbitrary-zones';

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

const SINCE_1_22_28 = ['1.22.28', '1.26.4', '1.26.5', '1.26.8'];

/** Plugins that leave answers as they are, by the releases that have them. */
const EXTRA_PLUGINS: Readonly<Record<string, readonly string[]>> = {
  'template ANY HINFO . {\n  rcode NXDOMAIN\n}': ['1.17.0', ...SINCE_1_22_28],
  'loadbalance round_robin # a comment': ['1.17.0', ...SINCE_1_22_28],
  'rewrite name exact "old.invalid" new.invalid': ['1.17.0', ...SINCE_1_22_28],
  debug: ['1.17.0', ...SINCE_1_22_28],
  'bufsize 1232': SINCE_1_22_28,
  'timeouts {\n  read 5s\n  idle 10s\n}': ['1.26.8'],
};

/** The same domain in another spelling. */
const spelled = (name: string) => fc.constantFrom(name, `${name}.`, name.toUpperCase(), `${name.toUpperCase()}.`);

function extraPlugins(version: string): fc.Arbitrary<string> {
  const known = Object.entries(EXTRA_PLUGINS).flatMap(([text, versions]) => (versions.includes(version) ? [text] : []));
  return fc.subarray(known).map((texts) => texts.join('\n'));
}

/** Server blocks for zones, in the ways that people write them. */
function extraServerBlocks(zones: readonly string[], version: string): fc.Arbitrary<string> {
  const directives = fc.oneof(
    // With one name for all servers, since older images take none behind %.
    servers('addresses').map((to) => `forward . ${to.join(' ')} {\n    tls_servername dns.example\n  }`),
    ...(version === '1.26.8' ? [servers('names').map((to) => `forward . ${to.join(' ')}`)] : []),
    servers('plain').map(
      (to) => `cache 60\r\n  forward . ${to.join(' ')} {\n    force_tcp\n    policy sequential\n  }`,
    ),
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
function zones(version: string): fc.Arbitrary<NodeLocalDnsCacheProps> {
  return fc.uniqueArray(domain, { minLength: 1, maxLength: 10 }).chain(([clusterDomain, ...others]) => {
    const share = Math.ceil(others.length / 4);
    const [additional, stubs, own, extra] = [0, 1, 2, 3].map((part) => others.slice(part * share, (part + 1) * share));
    const rest = fc.record({
      clusterDomain: spelled(clusterDomain),
      additionalClusterDomains: fc.tuple(...additional.map(spelled)),
      stubDomains: fc
        .tuple(...stubs.map((zone) => fc.tuple(spelled(zone), anyServers(version))))
        .map((entries) => Object.fromEntries(entries)),
      extraServerBlocks: extraServerBlocks(extra, version),
    });
    return fc
      .tuple(rest, zonesOf({ version, clusterDomain, own, extra }))
      .map((parts) => Object.assign({}, ...parts) as NodeLocalDnsCacheProps);
  });
}

/** In IPVS mode the cache asks the Service kube-dns, which has its own. */
const modes: fc.Arbitrary<NodeLocalDnsCacheProps> = fc.oneof(
  fc.record({ proxyMode: fc.constant(ProxyMode.IPVS) }),
  fc.record(
    {
      proxyMode: fc.constantFrom(ProxyMode.IPTABLES, ProxyMode.NFTABLES),
      upstreamTrafficDistribution: fc.constantFrom(...Object.values(TrafficDistribution)),
    },
    { requiredKeys: ['proxyMode'] },
  ),
);

/** A zone without names has no host records. */
function withoutContradiction(props: NodeLocalDnsCacheProps): NodeLocalDnsCacheProps {
  const nonexistent = Object.values(props.zones ?? {}).some((zone) => zone._resolve().nonexistent);
  return nonexistent ? { ...props, hostRecords: undefined } : props;
}

/** Props that are right, over all that the Corefile depends on. */
export function acceptedProps(): fc.Arbitrary<NodeLocalDnsCacheProps> {
  return fc.tuple(fc.constantFrom(...IMAGES), fc.constantFrom<Family>(4, 6)).chain(([{ version, ...image }, family]) =>
    fc
      .tuple(
        addresses(family),
        zones(version),
        availability,
        modes,
        fc.record({
          kubelet: fc.constantFrom(
            undefined,
            KubeletPatch.configFile(),
            KubeletPatch.configFile({ fallback: false }),
            KubeletPatch.dropIn(),
            KubeletPatch.environmentFile({ path: '/etc/default/kubelet', variable: 'KUBELET_EXTRA_ARGS' }),
          ),
          clusterDnsPort: fc.constantFrom(undefined, 53, 8053),
          hostRecords,
          cache: cacheProfile(version),
          queryLog,
          errorLog: fc.constantFrom(undefined, ...Object.values(ErrorLog)),
          extraPlugins: extraPlugins(version),
        }),
      )
      .map((parts) => withoutContradiction(Object.assign({ ...image }, ...parts))),
  );
}

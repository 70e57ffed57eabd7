import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import { NodeLocalDnsCache, type NodeLocalDnsCacheProps } from '../../src';
import { readSettings } from '../../src/cache/settings';
import { CLUSTER_DNS } from '../../src/corefile/check';
import { hostPort, parseAddress } from '../../src/input/address';
import { type PlannedZone, zoneOf } from '../../src/zones/plan';
import { parseUpstream, type Upstream } from '../../src/zones/upstream';

/** The expected answer to a query: the address of the server that must answer it, the record itself, or an error. */
export interface Expectation {
  readonly name: string;
  readonly type: 'TXT' | 'A' | 'AAAA' | 'PTR';
  /** Each of these answers is right. An error is one by its code, such as ENOTFOUND for NXDOMAIN. */
  readonly answers: readonly string[];
}

/** A Corefile, its addresses, files and servers, and the expected answers. */
export interface Configuration {
  readonly corefile: string;
  readonly hosts: string;
  /** The addresses on which the cache listens. */
  readonly bound: readonly string[];
  readonly health: string;
  /** The servers that the cache may ask. */
  readonly servers: readonly Upstream[];
  readonly expectations: readonly Expectation[];
}

/** Addresses in place of those that node-cache looks up: the upstream Service's and those in the node's /etc/resolv.conf. */
export const UPSTREAM_SERVICE = { IPv4: '10.96.55.55', IPv6: 'fd00:96::5555' };
export const NODE_RESOLVER = '192.0.2.250';

/** The Corefile that an example synthesizes, with expectations that its README promises. */
export function exampleConfiguration(
  name: string,
  bound: readonly string[],
  servers: readonly string[],
  expectations: readonly Expectation[],
): Configuration {
  const directory = join(__dirname, '../../examples', name);
  execFileSync('npx', ['tsx', '--tsconfig', '../tsconfig.json', 'main.ts'], { cwd: directory, stdio: 'pipe' });
  const manifest = readFileSync(join(directory, 'dist/node-local-dns.k8s.yaml'), 'utf8');
  const data = parseAllDocuments(manifest)
    .map((document) => document.toJS())
    .find(({ kind }) => kind === 'ConfigMap').data;
  return {
    corefile: data.Corefile,
    hosts: data.hosts ?? '',
    bound,
    health: `http://${bound[0]}:8080/health`,
    servers: [UPSTREAM_SERVICE.IPv4, NODE_RESOLVER, ...servers].map(parseUpstream),
    expectations,
  };
}

/** The Corefile of a cache with these props, and the answers that follow from the props. */
export function configurationOf(props: NodeLocalDnsCacheProps): Configuration {
  const cache = new NodeLocalDnsCache(new Chart(new App(), 'chart'), 'nld', props);
  const { boundIps, healthIp, healthPort, clusterUpstreams, hostRecords, zones } = readSettings('a cache', props);
  const clusterServers = clusterUpstreams.map((server) =>
    server === CLUSTER_DNS ? UPSTREAM_SERVICE[healthIp.family] : server,
  );
  const serversOf = ({ way }: PlannedZone): readonly Upstream[] => {
    if (way?.destination === 'cluster DNS') return clusterServers.map(parseUpstream);
    return way?.destination === 'node resolvers' ? [parseUpstream(NODE_RESOLVER)] : (way?.servers ?? []);
  };
  return {
    corefile: cache.corefile,
    hosts: hostRecords,
    bound: boundIps.map(({ text }) => text),
    health: `http://${hostPort(healthIp, healthPort)}/health`,
    // Extra server blocks ask those of the cluster and of the node too.
    servers: [...[...clusterServers, NODE_RESOLVER].map(parseUpstream), ...zones.flatMap(serversOf)].filter(
      ({ tls }) => !tls,
    ),
    expectations: [
      ...zones.flatMap((zone) => expectedOf(zone, serversOf(zone))),
      // A server block of the user may give other answers for its names.
      ...(props.extraServerBlocks ? [] : expectedRecords(props.hostRecords ?? {}, zones)),
      // Node.js decodes such names itself, and sends no query for a badly encoded one.
    ].filter(({ name }) => !/(^|\.)xn--/.test(name)),
  };
}

/** The answers for names of a zone: one that its servers know, and those that the zone treats otherwise. */
function expectedOf({ names, way, values }: PlannedZone, servers: readonly Upstream[]): Expectation[] {
  const expect = (name: string, answers: readonly string[]): Expectation => ({ name, type: 'TXT', answers });
  const inZones = (label: string) => names.map((zone) => (zone === '.' ? label : `${label}.${zone}`));
  if (!way) return inZones('zone-probe').map((name) => expect(name, ['ENOTFOUND']));
  const addresses = servers.map(({ address }) => address.text);
  const answers = values.withoutTypes.includes('TXT') ? ['ENODATA'] : addresses;
  const rewritten = [...values.rewrites.keys()].map((from) => from.replace('*.', 'zone-probe.'));
  const excepted = way.options.except ?? [];
  return [
    // A test's server has no certificate, so a zone with a TLS server gets no query.
    ...(servers.some(({ tls }) => tls) ? [] : [...inZones('zone-probe'), ...rewritten]).map((name) =>
      expect(name, answers),
    ),
    ...excepted.map((zone) => expect(`zone-probe.${zone}`, answers === addresses ? ['ESERVFAIL'] : answers)),
  ];
}

/** For each family of a name, any of its addresses is right. Zones that have no such records are left out. */
function expectedRecords(records: Readonly<Record<string, string[]>>, zones: readonly PlannedZone[]): Expectation[] {
  const addresses = Object.entries(records).map(([ip, names]) => ({ names, ...parseAddress(ip) }));
  return addresses.flatMap(({ names, family }) => {
    const type = family === 'IPv4' ? 'A' : 'AAAA';
    const same = addresses.filter((other) => other.family === family);
    return names
      .filter((name) => {
        const { way, values } = zoneOf(name, zones);
        return way && !values.withoutTypes.includes(type);
      })
      .map((name) => ({
        name,
        type,
        answers: same.filter((other) => other.names.includes(name)).map(({ text }) => text),
      }));
  });
}

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import { NodeLocalDnsCache, type NodeLocalDnsCacheProps } from '../../src';
import { readSettings } from '../../src/cache/settings';
import { CLUSTER_DNS } from '../../src/corefile/check';
import { hostPort, parseAddress, parseUpstream, type Upstream } from '../../src/input/address';

/** The expected answer to a query: the address of the server that must answer it, or the record itself. */
export interface Expectation {
  readonly name: string;
  readonly type: 'TXT' | 'A' | 'AAAA' | 'PTR';
  /** Each of these answers is right. */
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
  const settings = readSettings('a cache', props);
  const { boundIps, localIp, upstreamServers, stubDomains } = settings;
  const upstreamService = UPSTREAM_SERVICE[localIp.family];
  const [clusterServer] = settings.clusterUpstreams.map((server) =>
    server === CLUSTER_DNS ? upstreamService : server,
  );
  const outside = upstreamServers.length > 0 ? upstreamServers : [parseUpstream(NODE_RESOLVER)];
  return {
    corefile: cache.corefile,
    hosts: settings.hostRecords,
    bound: boundIps.map(({ text }) => text),
    health: `http://${hostPort(localIp, settings.healthPort)}/health`,
    servers: [
      ...[clusterServer, NODE_RESOLVER].map(parseUpstream),
      ...outside,
      ...[...stubDomains.values()].flat(),
    ].filter(({ tls }) => !tls),
    expectations: [
      ...settings.clusterDomains.map((zone) => probe(zone, [clusterServer])),
      ...['in-addr.arpa', 'ip6.arpa'].map((zone) => probe(zone, [clusterServer])),
      ...[...stubDomains].flatMap(([zone, servers]) => probeServers(zone, servers)),
      ...probeServers('', outside),
      // A server block of the user may give other answers for its names.
      ...(props.extraServerBlocks ? [] : expectedRecords(props.hostRecords ?? {})),
      // Node.js decodes such names itself, and sends no query for a badly encoded one.
    ].filter(({ name }) => !/(^|\.)xn--/.test(name)),
  };
}

/** A test's server has no certificate, so a zone with a TLS server gets no query. */
function probeServers(zone: string, servers: readonly Upstream[]): Expectation[] {
  return servers.some(({ tls }) => tls)
    ? []
    : [
        probe(
          zone,
          servers.map(({ address }) => address.text),
        ),
      ];
}

function probe(zone: string, answers: readonly string[]): Expectation {
  return { name: zone === '' ? 'zone-probe' : `zone-probe.${zone}`, type: 'TXT', answers };
}

/** For each family of a name, any of its addresses is right. */
function expectedRecords(records: Readonly<Record<string, string[]>>): Expectation[] {
  const addresses = Object.entries(records).map(([ip, names]) => ({ names, ...parseAddress(ip) }));
  return addresses.flatMap(({ names, family }) =>
    names.map((name) => ({
      name,
      type: family === 'IPv4' ? 'A' : 'AAAA',
      answers: addresses
        .filter((other) => other.family === family && other.names.includes(name))
        .map(({ text }) => text),
    })),
  );
}

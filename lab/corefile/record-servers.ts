import { setTimeout as sleep } from 'node:timers/promises';
import { hostPort } from '../../src/input/address';
import { parseUpstream } from '../../src/zones/upstream';
import type { Signed } from '../harness/pki';
import { type CoreDns, setAddresses, startCoreDns } from './coredns';

/** What a server answers. */
export interface ServerOf {
  /**
   * The records of each answer, by `NAME TYPE` of its question. Each record is one of a zone file without its class;
   * `@` is the name of the question. All other names are NXDOMAIN.
   */
  readonly records: Readonly<Record<string, readonly string[]>>;
  /** More directives. */
  readonly more?: string;
  /** The files of the certificate and its key of a server with TLS. */
  readonly certificate?: { readonly [Part in keyof Signed]: string };
}

/** Servers by `IP` or `IP:port`. */
export type Servers = Readonly<Record<string, ServerOf>>;

const SOA = 'authority "example. 600 IN SOA ns.example. a.example. (1 60 60 60 600)"';

export interface RecordServers extends CoreDns {
  /** The queries since the last call, each as `SERVER PROTOCOL TYPE NAME`. Waits for a number of them, a moment at least. */
  queries(least: number): Promise<string[]>;
}

/** The addresses that the servers need. */
export function addressesOf(servers: Servers): string[] {
  return Object.keys(servers).map((server) => parseUpstream(server).address.text);
}

/** Starts the servers in one process. The machine must have their addresses. */
export async function startRecordServers(servers: Servers): Promise<RecordServers> {
  const process = await startCoreDns('coredns-cluster', Object.entries(servers).map(blockOf).join(''));
  let seen = 0;
  // A server logs a query after its answer. The caches look for loops by HINFO, and check servers by NS for the root.
  const all = () =>
    [...process.output().matchAll(/^\[INFO\] (\S+ (?:udp|tcp) (?!HINFO|NS \.)\S+ \S+)\.$/gm)].map(([, line]) => line);
  const queries = async (least: number) => {
    for (let tries = 0; tries < 100 && all().length < seen + least; tries++) await sleep(20);
    await sleep(40);
    const fresh = all().slice(seen);
    seen += fresh.length;
    return fresh;
  };
  return { ...process, queries };
}

/** Gives the machine the addresses of a cache and its servers. */
export function setAllAddresses(bound: readonly string[], ...servers: readonly Servers[]) {
  setAddresses([...bound, ...servers.flatMap(addressesOf)]);
}

function blockOf([server, { records, certificate, more = '' }]: [string, ServerOf]): string {
  const { address, port = certificate ? 853 : 53 } = parseUpstream(server);
  const names = new Set(Object.keys(records).map((question) => question.split(' ')[0]));
  const templates = [
    ...Object.entries(records).map(([question, answers]) => {
      const [name, type] = question.split(' ');
      return template(`IN ${type}`, name, ...answers.map((answer) => `answer "${answer.replace('@', name)}"`));
    }),
    ...[...names].map((name) => template('ANY ANY', name, SOA)),
    template('ANY ANY', undefined, 'rcode NXDOMAIN', SOA),
  ];
  const own = [
    `bind ${address.text}`,
    `log . "${port === 53 ? address.text : hostPort(address, port)} {proto} {type} {name}"`,
    ...(certificate ? [`tls ${certificate.certificate} ${certificate.key}`] : []),
    more,
  ];
  return `${certificate ? 'tls://' : ''}.:${port} {\n${[...own, ...templates].join('\n')}\n}\n`;
}

/** An answer for one name, or for all. */
function template(question: string, name: string | undefined, ...lines: string[]): string {
  const match = name === undefined ? [] : [`match "^${name.replaceAll('.', '[.]')}[.]$"`, 'fallthrough'];
  return `template ${question} . {\n${[...match, ...lines].join('\n')}\n}`;
}

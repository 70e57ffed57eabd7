import { Resolver } from 'node:dns/promises';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { hostPort, parseAddress } from '../../src/input/address';
import { makeAuthority } from '../harness/pki';
import { type Configuration, NODE_RESOLVER, UPSTREAM_SERVICE } from './configuration';
import { type CoreDns, setAddresses, startCoreDns } from './coredns';
import { startServers } from './servers';

/** Runs a cache and its servers while the body runs. The body may stop the servers. */
export async function whileServing(configuration: Configuration, body: (servers: CoreDns) => Promise<void>) {
  const { bound, servers } = configuration;
  setAddresses([...bound, ...servers.map(({ address }) => address.text)]);
  const upstreams = await startServers(servers);
  try {
    await whileCaching(configuration, () => body(upstreams));
  } finally {
    await upstreams.stop();
  }
}

type Cache = Pick<Configuration, 'corefile' | 'bound' | 'hosts'>;

/** Runs a cache alone while the body runs, with these certificates in place of each authority. */
export async function whileCaching(
  { corefile, bound, hosts }: Cache,
  body: (cache: CoreDns) => Promise<void>,
  authority = authorityOfNobody,
) {
  const directory = mkdtempSync(join(tmpdir(), 'volumes-'));
  const write = (path: string, text: string) => {
    const file = join(directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  write('/etc/coredns/hosts', hosts);
  for (const [path] of corefile.matchAll(/\/etc\/tls-ca\/\S+/g)) write(path, authority());
  // As node-cache does on a node.
  const filledIn = corefile
    .replaceAll('__PILLAR__CLUSTER__DNS__', bound[0].includes(':') ? UPSTREAM_SERVICE.IPv6 : UPSTREAM_SERVICE.IPv4)
    .replaceAll('__PILLAR__UPSTREAM__SERVERS__', NODE_RESOLVER)
    .replaceAll(/\/etc\/(coredns\/hosts|tls-ca\/)/g, `${directory}$&`);
  try {
    const cache = await startCoreDns('coredns-node-cache', filledIn);
    try {
      await body(cache);
    } finally {
      await cache.stop();
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
}

let ofNobody: string | undefined;
/** CoreDNS needs certificates that it can read, whether or not a server has one of theirs. */
function authorityOfNobody(): string {
  ofNobody ??= makeAuthority('nobody').certificate;
  return ofNobody;
}

export function resolverAt(address: string, options = { timeout: 2_000, tries: 2 }): Resolver {
  const resolver = new Resolver(options);
  resolver.setServers([hostPort(parseAddress(address), 53)]);
  return resolver;
}

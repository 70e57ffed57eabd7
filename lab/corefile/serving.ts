import { Resolver } from 'node:dns/promises';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hostPort, parseAddress } from '../../src/input/address';
import { type Configuration, NODE_RESOLVER, UPSTREAM_SERVICE } from './configuration';
import { type CoreDns, setAddresses, startCoreDns } from './coredns';
import { startServers } from './servers';

/** Runs a cache and its servers while the body runs. The body may stop the servers. */
export async function whileServing(
  { bound, corefile, hosts, servers }: Configuration,
  body: (servers: CoreDns) => Promise<void>,
) {
  const directory = mkdtempSync(join(tmpdir(), 'hosts-'));
  const hostsFile = join(directory, 'hosts');
  writeFileSync(hostsFile, hosts);
  // As node-cache does on a node.
  const filledIn = corefile
    .replaceAll('__PILLAR__CLUSTER__DNS__', bound[0].includes(':') ? UPSTREAM_SERVICE.IPv6 : UPSTREAM_SERVICE.IPv4)
    .replaceAll('__PILLAR__UPSTREAM__SERVERS__', NODE_RESOLVER)
    .replaceAll('/etc/coredns/hosts', hostsFile);
  setAddresses([...bound, ...servers.map(({ address }) => address.text)]);
  const upstreams = await startServers(servers);
  try {
    const cache = await startCoreDns('coredns-node-cache', filledIn);
    try {
      await body(upstreams);
    } finally {
      await cache.stop();
    }
  } finally {
    await upstreams.stop();
    rmSync(directory, { recursive: true });
  }
}

export function resolverAt(address: string, options = { timeout: 2_000, tries: 2 }): Resolver {
  const resolver = new Resolver(options);
  resolver.setServers([hostPort(parseAddress(address), 53)]);
  return resolver;
}

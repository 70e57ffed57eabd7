import { hostPort } from '../../src/input/address';
import type { Upstream } from '../../src/zones/upstream';
import { type CoreDns, startCoreDns } from './coredns';

/** The TTL of the servers' answers: the shortest time for which the cache plugin keeps one. */
export const ANSWER_SECONDS = 5;

/** Starts real CoreDNS on the addresses of the servers. Each answers every TXT query with its own address or `text`. */
export async function startServers(servers: readonly Upstream[], text?: string): Promise<CoreDns> {
  const distinct = new Map(servers.map((server) => [hostPort(server.address, portOf(server)), server]));
  const blocks = [...distinct.values()].map(
    (server) => `.:${portOf(server)} {
    bind ${server.address.text}
    template IN TXT . {
        answer "{{ .Name }} ${ANSWER_SECONDS} IN TXT ${text ?? server.address.text}"
    }
}
`,
  );
  return startCoreDns('coredns-cluster', blocks.join(''));
}

function portOf({ port = 53 }: Upstream): number {
  return port;
}

import { hostPort, type Upstream } from '../../../src/validation/address';
import { type CoreDns, startCoreDns } from './coredns';

/** Starts real CoreDNS on the addresses of servers, each of which answers every TXT query with its own address. */
export async function startServers(servers: readonly Upstream[]): Promise<CoreDns> {
  const distinct = new Map(servers.map((server) => [hostPort(server.address, portOf(server)), server]));
  const blocks = [...distinct.values()].map(
    (server) => `.:${portOf(server)} {
    bind ${server.address.text}
    template IN TXT . {
        answer "{{ .Name }} 5 IN TXT ${server.address.text}"
    }
}
`,
  );
  return startCoreDns('coredns-cluster', blocks.join(''));
}

function portOf({ port = 53 }: Upstream): number {
  return port;
}

import { join } from 'node:path';
import { KUBE_DNS, LOCAL_DNS, SITE_RESOLVER } from '../../lab/harness/addresses';
import { nodeCache } from '../../lab/harness/node-cache';
import { CLUSTER_COREDNS, type Lane } from './lane';
import type { Container, Pod } from './pods';
import type { Upstream } from './upstream';
import type { Variant } from './variants';

const ENTRYPOINT = join(__dirname, '../../lab/harness/images/node-cache-entrypoint.sh');

/** Starts the server of the lane's node, and returns the process ids of those that answer queries. */
export async function startServer(variant: Variant, lane: Lane, upstream: Upstream): Promise<() => number[]> {
  // Each distance starts the upstream servers again, so their process id changes.
  if (variant.kind === 'direct') return () => [upstream.pid];
  const pids =
    variant.kind === 'unbound'
      ? [startUnbound(lane)]
      : (await Promise.all(variant.pods().map((pod) => startPod(pod, lane)))).flat();
  return () => pids;
}

async function startPod(pod: Pod, lane: Lane): Promise<number[]> {
  const { path } = await nodeCache();
  const start = ({ command, args, env, files }: Container) => {
    const entrypoint = command.length ? command : [ENTRYPOINT, path];
    return lane.start('node', [...entrypoint, ...args], {
      files,
      env: { ...env, KUBE_DNS_UPSTREAM_SERVICE_HOST: CLUSTER_COREDNS },
    });
  };
  for (const container of pod.initContainers) {
    const status = await new Promise((resolve) => start(container).once('exit', resolve));
    if (status !== 0) throw new Error(`init container ${container.name} ended with ${status}`);
  }
  const started = pod.containers.map((container) => ({ name: container.name, pid: start(container).pid as number }));
  return started.filter(({ name }) => name.startsWith('node-cache')).map(({ pid }) => pid);
}

/** The fastest cache at hand, as an upper bound: Debian's unbound, a thread for each core, no module but the resolver. */
function startUnbound(lane: Lane): number {
  lane.setUpCacheAddresses();
  const configuration = `server:
  interface: ${LOCAL_DNS}
  interface: ${KUBE_DNS}
  access-control: 0.0.0.0/0 allow
  num-threads: 2
  so-reuseport: yes
  module-config: "iterator"
  use-syslog: no
  do-daemonize: no
  chroot: ""
  username: ""
  directory: ""
  pidfile: ""
forward-zone:
  name: "cluster.local."
  forward-addr: ${CLUSTER_COREDNS}
forward-zone:
  name: "."
  forward-addr: ${SITE_RESOLVER}
`;
  const files = { '/etc/bench-unbound.conf': configuration };
  return lane.start('node', ['unbound', '-d', '-c', '/etc/bench-unbound.conf'], { files }).pid as number;
}

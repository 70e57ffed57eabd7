import { rulesFor } from '../input/reader';
import type { Availability } from '../options/availability';
import { Metrics } from '../options/metrics';
import type { CacheValues } from './settings';

/** The props that name a port of the node. */
export const PORTS = ['healthPort', 'metricsPort', 'setupMetricsPort'] as const;

type Port = (typeof PORTS)[number];
export type Ports = { readonly [P in Port]?: number };

const rule = rulesFor<CacheValues>();

/** The ports that nodes have in use before there is a cache. Nodes of the control plane get a cache too. */
const NODE_PORTS: Record<string, number[]> = {
  DNS: [53],
  'the kubelet': [10248, 10250, 10255],
  'kube-proxy': [10249, 10256],
  'kube-apiserver': [6443],
  etcd: [2379, 2380, 2381],
  'kube-controller-manager': [10257],
  'kube-scheduler': [10259],
  ssh: [22],
};

export const PORT_RULES = [
  rule(['availability', 'setupMetricsPort'], ({ availability, setupMetricsPort }, problems) => {
    if (!availability.surges || setupMetricsPort === undefined) return;
    problems.add(
      'setupMetricsPort',
      setupMetricsPort,
      `would be that of the old and the new cache, which overlap with the availability ${availability.name}`,
      'leave it out, or use Availability.FAIL_OPEN; metricsPort shows the same',
    );
  }),
  rule(['availability', 'metrics', ...PORTS], (values, problems) => {
    const owners = new Map<number, string>(
      Object.entries(NODE_PORTS).flatMap(([who, ports]) => ports.map((port) => [port, `a port of ${who}`])),
    );
    const ports = portsOf(values);
    for (const cache of [0, 1]) {
      for (const prop of PORTS) {
        const port = ownPorts(ports, values.availability, prop)[cache];
        if (port === undefined) continue;
        const owner = port > 65535 ? 'no port' : owners.get(port);
        const reason =
          port === ports[prop] ? `is ${owner}` : `is followed by ${owner}, and the second cache takes the next one`;
        if (owner) problems.add(prop, ports[prop], reason, 'write a port that the nodes have free');
        else owners.set(port, `the port of ${prop}`);
      }
    }
  }),
];

/** The ports of a cache: the user's, or the defaults of the endpoints that the cache has. */
export function portsOf(values: Pick<CacheValues, 'availability' | 'metrics' | Port>) {
  const { availability, metrics, healthPort, metricsPort = 9253, setupMetricsPort = 9353 } = values;
  return {
    healthPort,
    metricsPort: metrics === Metrics.NONE ? undefined : metricsPort,
    // Only one process can have this port. Where caches overlap, each takes a free one.
    setupMetricsPort: availability.surges ? undefined : setupMetricsPort,
  };
}

/** The port of each cache on a node. The second cache takes the next one. */
export function ownPorts(ports: Ports, { redundant }: Availability, prop: Port): number[] {
  const port = ports[prop];
  if (port === undefined) return [];
  return redundant ? [port, port + 1] : [port];
}

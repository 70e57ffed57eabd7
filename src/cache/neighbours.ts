import { isDeepStrictEqual } from 'node:util';
import { Chart } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import { Problems } from '../input/problems';
import { ownNames } from './instances';
import { ownPorts, PORTS } from './ports';
import type { Settings } from './settings';

/** The caches of each app, by the root of its tree. */
const CACHES = new WeakMap<IConstruct, Neighbour[]>();

interface Neighbour {
  readonly chart: Chart;
  readonly path: string;
  readonly settings: Settings;
}

/**
 * Refuses a cache that clashes with another cache of the same app. The same name in another chart is no clash, since
 * an app often has a chart for each cluster.
 */
export function checkNeighbours(subject: string, construct: Construct, settings: Settings) {
  const { root, path } = construct.node;
  const chart = Chart.of(construct);
  const neighbours = CACHES.get(root) ?? [];
  const problems = new Problems();
  for (const neighbour of neighbours) {
    const { name, namespace } = neighbour.settings;
    if (neighbour.chart !== chart && name === settings.name && namespace === settings.namespace) continue;
    checkNeighbour(settings, neighbour, neighbour.chart === chart, problems);
  }
  problems.throwIfAny(subject);
  neighbours.push({ chart, path, settings });
  CACHES.set(root, neighbours);
}

/** Reports one error for each neighbour, since one slip, such as a copied line, makes many values clash. */
function checkNeighbour(settings: Settings, neighbour: Neighbour, inOneChart: boolean, problems: Problems) {
  const names = sharedNames(settings, neighbour.settings, inOneChart);
  const shared = areOnDistinctNodes(settings, neighbour.settings) ? [] : sharedOnNodes(settings, neighbour.settings);
  const [prop] = [...names, ...shared];
  if (prop === undefined) return;
  const all = [...new Set([...names, ...shared])];
  const others = all.length > 1 ? `, as are ${all.slice(1).join(', ')}` : '';
  problems.add(
    prop,
    gotOf(prop, settings),
    `is that of the cache ${neighbour.path} too${others}`,
    all.length === names.length
      ? 'write another one, or keep one cache'
      : 'write others, keep one cache, or write a nodeSelector for each with two values of one label',
  );
}

type Prop = 'name' | 'upstreamServiceName' | 'kubelet' | 'localIp' | 'clusterDnsIp' | (typeof PORTS)[number];

function gotOf(prop: Prop, settings: Settings): unknown {
  return prop === 'kubelet'
    ? settings.kubelet?.parameters.FILE || 'auto'
    : ((settings[prop] as { text?: string }).text ?? settings[prop]);
}

/** What the spec of the upstream Service says. */
const UPSTREAM = ['upstreamSelector', 'clusterDnsPort', 'upstreamTrafficDistribution'] as const;

/** The props by which objects of both caches have the same name. The object that is applied last would win. */
function sharedNames(settings: Settings, other: Settings, inOneChart: boolean): Prop[] {
  if (other.namespace !== settings.namespace) return [];
  const [names, others] = [ownNames(settings), ownNames(other)];
  const service = settings.upstreamServiceName;
  const isNameTaken = names.some((name) => others.includes(name) || (inOneChart && name === other.upstreamServiceName));
  const isServiceTaken =
    (inOneChart && [...others, other.upstreamServiceName].includes(service)) ||
    // The same Service in two charts does no harm.
    (service === other.upstreamServiceName && UPSTREAM.some((prop) => !isDeepStrictEqual(settings[prop], other[prop])));
  return [...(isNameTaken ? (['name'] as const) : []), ...(isServiceTaken ? (['upstreamServiceName'] as const) : [])];
}

/** The props by which both caches claim what a node has only once: its kubelet's nameservers, an address, a port. */
function sharedOnNodes(settings: Settings, other: Settings): Prop[] {
  const isBound = ({ boundIps }: Settings, text: string) => boundIps.some((address) => address.text === text);
  const ips = (['localIp', 'clusterDnsIp'] as const).filter((prop) =>
    [settings, other].every((each) => isBound(each, settings[prop].text)),
  );
  const taken = PORTS.flatMap((prop) => ownPorts(other, other.availability, prop));
  const ports = PORTS.filter((prop) =>
    ownPorts(settings, settings.availability, prop).some((port) => taken.includes(port)),
  );
  return [...(settings.kubelet && other.kubelet ? (['kubelet'] as const) : []), ...ips, ...ports];
}

/** Whether no node can have both caches. A node has one value of each label. */
function areOnDistinctNodes(one: Settings, other: Settings): boolean {
  return Object.entries(one.nodeSelector).some(
    ([key, value]) => Object.hasOwn(other.nodeSelector, key) && other.nodeSelector[key] !== value,
  );
}

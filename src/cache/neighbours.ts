import type { IConstruct } from 'constructs';
import type { Problems } from '../input/problems';
import { instancesOf, PORTS } from './instances';
import type { Settings } from './settings';

/** The caches of each app, by the root of its tree. */
const CACHES = new WeakMap<IConstruct, Neighbour[]>();

interface Neighbour {
  readonly chart: IConstruct;
  readonly path: string;
  readonly settings: Settings;
}

/**
 * Refuses a cache that cannot live beside one of the same app. The same name in another chart is no clash: an app
 * often holds a chart for each cluster.
 */
export function checkNeighbours(construct: IConstruct, chart: IConstruct, settings: Settings, problems: Problems) {
  const { root, path } = construct.node;
  const neighbours = CACHES.get(root) ?? [];
  for (const neighbour of neighbours) {
    const other = neighbour.settings;
    const sameName = other.name === settings.name && other.namespace === settings.namespace;
    if (neighbour.chart !== chart && sameName) continue;
    const clash = (prop: keyof Settings, got: unknown) =>
      problems.add(prop, got, `is that of the cache ${neighbour.path} too`, 'write another one, or keep one cache');
    const names = namesOf(other);
    if (other.namespace === settings.namespace && namesOf(settings).some((name) => names.includes(name))) {
      clash('name', settings.name);
    }
    if (neighbour.chart === chart && other.namespace === settings.namespace) {
      if (namesOf(settings).includes(other.upstreamServiceName)) clash('name', settings.name);
      if ([other.upstreamServiceName, ...names].includes(settings.upstreamServiceName)) {
        clash('upstreamServiceName', settings.upstreamServiceName);
      }
    }
    if (areOnDistinctNodes(settings, other)) continue;
    if (settings.kubelet && other.kubelet) {
      problems.add(
        'kubelet',
        settings.kubelet.parameters.FILE,
        `stands beside that of the cache ${neighbour.path}, and a kubelet has one list of nameservers`,
        'leave it out here, or write a nodeSelector for each cache with two values of one label',
      );
    }
    for (const prop of ['localIp', 'clusterDnsIp'] as const) {
      const { text } = settings[prop];
      if ([settings, other].every(({ bound }) => bound.some((address) => address.text === text))) clash(prop, text);
    }
    const ports = instancesOf(other).flatMap((instance) => PORTS.map((prop) => instance[prop]));
    for (const prop of PORTS) {
      const own = instancesOf(settings).map((instance) => instance[prop]);
      if (own.some((port) => port !== undefined && ports.includes(port))) clash(prop, settings[prop]);
    }
  }
  if (!problems.any) CACHES.set(root, [...neighbours, { chart, path, settings }]);
}

function namesOf(settings: Settings): string[] {
  return instancesOf(settings).map(({ name }) => name);
}

/** A node cannot have two values of one label. */
function areOnDistinctNodes(one: Settings, other: Settings): boolean {
  return Object.entries(one.nodeSelector).some(
    ([key, value]) => Object.hasOwn(other.nodeSelector, key) && other.nodeSelector[key] !== value,
  );
}

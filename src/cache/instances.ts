import type { Availability } from '../options/availability';
import { ownPorts } from './ports';
import type { Settings } from './settings';

/** The caches on each node: one, or two that share the queries. The second has another name and other ports. */
export function instancesOf(settings: Settings): Settings[] {
  const { availability } = settings;
  return ownNames(settings).map((name, index) => ({
    ...settings,
    name,
    healthPort: ownPorts(settings, availability, 'healthPort')[index],
    metricsPort: ownPorts(settings, availability, 'metricsPort')[index],
  }));
}

/** The names of a cache's DaemonSets. The objects that belong to a DaemonSet have its name too. */
export function ownNames({ name, availability }: { name: string; availability: Availability }): string[] {
  return availability.redundant ? [name, secondName(name)] : [name];
}

export function secondName(name: string): string {
  return `${name}-b`;
}

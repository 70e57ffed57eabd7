import type { Availability } from '../options/availability';
import { ownPorts } from './ports';
import type { Settings } from './settings';

/** What runs on each node: one cache, or two that share the queries, of which the second has another name and ports. */
export function instancesOf(settings: Settings): Settings[] {
  const { availability } = settings;
  return ownNames(settings).map((name, index) => ({
    ...settings,
    name,
    healthPort: ownPorts(settings, availability, 'healthPort')[index],
    metricsPort: ownPorts(settings, availability, 'metricsPort')[index],
  }));
}

/** The names of a cache's DaemonSets, and of what belongs to each. */
export function ownNames({ name, availability }: { name: string; availability: Availability }): string[] {
  return availability.redundant ? [name, secondName(name)] : [name];
}

export function secondName(name: string): string {
  return `${name}-b`;
}

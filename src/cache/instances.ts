import type { Settings } from './settings';

/** The props that say a port of the node. */
export const PORTS = ['healthPort', 'metricsPort', 'setupMetricsPort'] as const;

/** What runs on each node: one cache, or two that share the queries, of which the second has another name and ports. */
export function instancesOf(settings: Settings): Settings[] {
  const { availability, name, healthPort, metricsPort } = settings;
  const next = { healthPort: healthPort + 1, metricsPort: metricsPort && metricsPort + 1, setupMetricsPort: undefined };
  const second = { ...settings, ...next, name: `${name}-b` };
  return availability.redundant ? [settings, second] : [settings];
}

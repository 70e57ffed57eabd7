import { createHash } from 'node:crypto';
import type { Settings } from '../settings';

const DEFAULT_NAME = 'node-local-dns';
/** What node-cache calls its interface if it is not told otherwise. */
export const DEFAULT_INTERFACE = 'nodelocaldns';

/** The label by which DaemonSet and metrics Service find the pods. It never changes with versions. */
export function podSelector({ name }: Settings): Record<string, string> {
  return { 'k8s-app': name };
}

/** All labels of the pods. */
export function podLabels(settings: Settings): Record<string, string> {
  return { ...settings.labels, ...settings.podLabels, ...podSelector(settings) };
}

export function prometheusAnnotations(settings: Settings): Record<string, string> {
  return settings.prometheusAnnotations
    ? { 'prometheus.io/port': String(settings.metricsPort), 'prometheus.io/scrape': 'true' }
    : {};
}

/** Two caches on one node must not share an interface: the one that ends removes it. Linux takes 15 characters. */
export function interfaceName({ namespace, name }: Settings): string {
  if (name === DEFAULT_NAME) return DEFAULT_INTERFACE;
  return `nld-${createHash('sha256').update(`${namespace}/${name}`).digest('hex').slice(0, 8)}`;
}

/** A map of labels or annotations, left out where there are none. */
export function ifAny(map: Record<string, string>): Record<string, string> | undefined {
  return Object.keys(map).length > 0 ? map : undefined;
}

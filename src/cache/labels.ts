import { createHash } from 'node:crypto';
import type { Settings } from './settings';

const DEFAULT_NAME = 'node-local-dns';
const DEFAULT_NAMESPACE = 'kube-system';
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

/**
 * Two caches on one node must not share an interface: the one that ends removes it. One that surges leaves it to the
 * next, and has another than one that does not, which may be the one that it takes over from. Linux takes 15 characters.
 */
export function interfaceName({ namespace, name, availability }: Settings): string {
  if (name === DEFAULT_NAME && namespace === DEFAULT_NAMESPACE && !availability.surges) return DEFAULT_INTERFACE;
  const owner = availability.surges ? `${namespace}/${name}/surge` : `${namespace}/${name}`;
  return `nld-${createHash('sha256').update(owner).digest('hex').slice(0, 8)}`;
}

/** A map of labels or annotations, left out where there are none. */
export function ifAny(map: Record<string, string>): Record<string, string> | undefined {
  return Object.keys(map).length > 0 ? map : undefined;
}

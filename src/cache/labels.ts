import { createHash } from 'node:crypto';
import { DEFAULT_NAME, DEFAULT_NAMESPACE } from './defaults';
import type { Settings } from './settings';

/** What node-cache calls its interface if it is not told otherwise. */
export const DEFAULT_INTERFACE = 'nodelocaldns';

/** The label by which DaemonSet and metrics Service find the pods. It never changes with versions. */
export function podSelector({ name }: Pick<Settings, 'name'>): Record<string, string> {
  return { 'k8s-app': name };
}

/** What the pods of all caches have, whatever their name and namespace, so that a cleanup keeps away from their nodes. */
export const CACHE_LABEL = { 'cdk8s-node-local-dns/component': 'cache' };

/** All labels of the pods. */
export function podLabels(settings: Pick<Settings, 'labels' | 'podLabels' | 'name'>): Record<string, string> {
  return { ...settings.labels, ...settings.podLabels, ...CACHE_LABEL, ...podSelector(settings) };
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

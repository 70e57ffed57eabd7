import { createHash } from 'node:crypto';
import { DEFAULT_NAME, DEFAULT_NAMESPACE } from './defaults';
import type { Settings } from './settings';

/** node-cache's default for the name of its interface. */
export const DEFAULT_INTERFACE = 'nodelocaldns';

/** The label by which the DaemonSet and the metrics Service find the pods. A selector cannot change. */
export function podSelector({ name }: Pick<Settings, 'name'>): Record<string, string> {
  return { 'k8s-app': name };
}

/**
 * The pods of all caches have this label, in any namespace and under any name. A cleanup keeps away from their nodes.
 */
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
 * Two caches on one node must not share an interface, since a cache removes its interface when it ends. A cache that
 * surges leaves its interface to the next pod instead. Such an interface has a name of its own, because the cache
 * before may still remove its interface when it ends. Linux takes 15 characters.
 */
export function interfaceName({ namespace, name, availability }: Settings): string {
  if (name === DEFAULT_NAME && namespace === DEFAULT_NAMESPACE && !availability.surges) return DEFAULT_INTERFACE;
  const owner = availability.surges ? `${namespace}/${name}/surge` : `${namespace}/${name}`;
  return `nld-${createHash('sha256').update(owner).digest('hex').slice(0, 8)}`;
}

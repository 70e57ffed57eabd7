import type { Settings } from '../settings';

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

/** A map of labels or annotations, left out where there are none. */
export function ifAny(map: Record<string, string>): Record<string, string> | undefined {
  return Object.keys(map).length > 0 ? map : undefined;
}

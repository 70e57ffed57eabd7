/** Writes the series of a metric that are a cache's own, with further matchers such as `rcode="SERVFAIL"`. */
export type Series = (metric: string, ...matchers: string[]) => string;

/**
 * The series of one cache. `job` and `namespace` tell it from other caches of the cluster. Names of caches and
 * namespaces need no escapes.
 */
export function seriesOf(cache: { readonly name: string; readonly namespace: string }, ...always: string[]): Series {
  const own = [`job="${cache.name}"`, `namespace="${cache.namespace}"`, ...always];
  return (metric, ...matchers) => `${metric}{${[...own, ...matchers].join(', ')}}`;
}

/** The labels that alerts and panels keep: of the whole cluster, of a node, of a process, and of a server asked. */
export const CLUSTER = 'job, namespace';
export const NODE = `${CLUSTER}, node`;
export const PROCESS = `${NODE}, instance`;
export const SERVER = `${CLUSTER}, to`;

export function sumBy(labels: string, expression: string): string {
  return `sum by (${labels}) (${expression})`;
}

/** The sum of what counters grow by in a second. The offset, such as ` offset 1d`, looks at an earlier time. */
export function ratesBy(labels: string, series: string, window: string, offset = ''): string {
  return sumBy(labels, `rate(${series}[${window}]${offset})`);
}

/** The sum of what counters have grown by. */
export function increasesBy(labels: string, series: string, window: string): string {
  return sumBy(labels, `increase(${series}[${window}])`);
}

export function countBy(labels: string, expression: string): string {
  return `count by (${labels}) (${expression})`;
}

/** One number divided by another. */
export function ratio(dividend: string, divisor: string): string {
  return `${dividend}\n  /\n${divisor}`;
}

import type { Results, Sample } from './figures';
import { figuresOf, type Goal, goals, isMet, startsOf } from './goals';
import { ratios, type Spread, spread } from './statistics';
import { OFFICIAL } from './variants';

export interface PageHead {
  /** The node-cache that ran: the stand-in, or the real one. */
  readonly nodeCache: string;
  readonly machine: string;
}

type Column = readonly [title: string, figure: keyof Sample, digits: number, ratio?: boolean];

const COLUMNS: readonly Column[] = [
  ['queries/s', 'queriesPerSecond', 0, true],
  ['mean, ms', 'meanMs', 2],
  ['p50, ms', 'p50Ms', 2],
  ['p99, ms', 'p99Ms', 2],
  ['p99.9, ms', 'p999Ms', 2],
  ['CPU s per million', 'cpuSecondsPerMillion', 1, true],
];
/** For workloads at a given rate, with names that the cache may not have. */
const SPARSE_COLUMNS: readonly Column[] = [
  ['leave the node', 'upstreamShare', 3, true],
  ...COLUMNS.slice(1),
  ['failed', 'failedShare', 4],
];

/** The text of docs/benchmarks-dns.md. */
export function page(results: Results, { nodeCache, machine }: PageHead): string {
  return `# Benchmarks of the cache

\`npm run bench:dns\` wrote this page: ${results.rounds} rounds on ${machine}, **with the ${nodeCache}**.
Each figure is the median of the rounds, with the least and the greatest; "to ${OFFICIAL}" is the ratio within a round.
Single figures say more about the machine than about the cache; the ratios are what to look at.

![Queries per second, and queries that leave the node](benchmarks-dns.svg)

## Goals

| what | figure | goal |
|---|---|---|
${goals(results).map(goalRow).join('\n')}

## How it is measured

A pod, a node and the servers behind it are network namespaces joined by veth; every configuration has such a set of its own,
and the pod asks the kube-dns IP with dnsperf (4 clients, 100 queries on their way). \`${OFFICIAL}\` is the official manifest;
the others are what the construct writes, with its flags, its Corefile and its scripts. The cluster's CoreDNS has the plugins
that it has in a cluster, with templates in place of \`kubernetes\`; the servers' distance is a delay of each answer.

- **12 and 200 names**: all in the cache, in turn, as fast as they are answered. The generator has the same processors as the
  cache.
- **10,000 names**: external ones by Zipf's law, each asked for with five search domains first, as a resolver with \`ndots:5\`
  does (three of the cluster, two of the node); all configurations at the same time. The site's answers have a TTL of 300 s.
  Before it, the cache has got 75,000 such queries. "Leave the node" is the share of the queries that the servers got.
- **1 % of packets lost**, on each way between the node and the servers; dnsperf asks nothing twice.
${results.workloads.map((workload) => section(results, workload)).join('')}
## Starts and memory

Seconds from the start of the first container; the most memory of all node-cache processes of a node, over all workloads.

${table(['', 'first answer, s', 'first NOTRACK rule, s', 'peak memory, MB'], results.variants.map(memoryRow(results)))}
`;
}

function goalRow(goal: Goal): string {
  const { what, figure, sign, limit, unit, reason } = goal;
  const target = `${sign} ${limit}${unit}`;
  if (figure === undefined) return `| ${what} | not measured | ${target} |`;
  const judged = isMet(goal) ? 'met' : `not met: ${reason}`;
  return `| ${what} | ${figure.toFixed(2)}${unit} | ${target}: ${judged} |`;
}

function section(results: Results, workload: string): string {
  const sparse = figuresOf(results, OFFICIAL, workload, 'upstreamShare').length > 0;
  const columns = sparse ? SPARSE_COLUMNS : COLUMNS;
  const head = columns.flatMap(([title, , , ratio]) => (ratio ? [title, `to ${OFFICIAL}`] : [title]));
  const rows = results.variants.map((variant) => [
    variant,
    ...columns.flatMap(([, figure, digits, ratio]) => {
      const own = figuresOf(results, variant, workload, figure);
      const base = figuresOf(results, OFFICIAL, workload, figure);
      return [text(spread(own), digits), ...(ratio ? [text(ratios(own, base), 2)] : [])];
    }),
  ]);
  return `
## ${workload[0].toUpperCase()}${workload.slice(1)}

${table(['', ...head], rows)}
`;
}

function memoryRow(results: Results) {
  return (variant: string): string[] => {
    const memory = results.workloads.flatMap((workload) => figuresOf(results, variant, workload, 'peakMemoryMb'));
    const times = (['firstAnswer', 'firstRule'] as const).map((figure) => {
      const seconds = startsOf(results, variant, figure);
      return seconds.length ? text(spread(seconds), 2) : '';
    });
    return [variant, ...times, spread(memory).max.toFixed(0)];
  };
}

function text({ median, min, max }: Spread, digits: number): string {
  return `${median.toFixed(digits)} (${min.toFixed(digits)}-${max.toFixed(digits)})`;
}

function table(head: readonly string[], rows: readonly string[][]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

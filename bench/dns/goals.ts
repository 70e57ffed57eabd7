import type { Results, Sample, Start } from './figures';
import { ratios, spread } from './statistics';
import { DIRECT, OFFICIAL } from './variants';
import { HOT_NAMES, hotWorkload, SPARSE_WORKLOAD, TWELVE_NAMES } from './workloads';

/** A goal of the package. */
export interface Goal {
  readonly what: string;
  /** Undefined if the run did not measure it. */
  readonly figure: number | undefined;
  readonly sign: '>=' | '<=';
  readonly limit: number;
  readonly unit: string;
  /** The page shows this reason when the goal is not met. */
  readonly reason: string;
}

export function isMet({ figure = Number.NaN, sign, limit }: Goal): boolean {
  return sign === '>=' ? figure >= limit : figure <= limit;
}

const HOT = hotWorkload(HOT_NAMES, 0);
const FAR = hotWorkload(TWELVE_NAMES, 5);

export function goals(results: Results): Goal[] {
  const ratio = (figure: keyof Sample, variant: string, workload: string, base: string) => {
    const [ours, theirs] = [variant, base].map((name) => figuresOf(results, name, workload, figure));
    return ours.length && theirs.length ? ratios(ours, theirs).median : undefined;
  };
  const firstRule = (variant: string) => startsOf(results, variant, 'firstRule');
  const official = firstRule(OFFICIAL);
  const rules = firstRule('default');
  return [
    {
      what: `LIGHT, queries/s to ${OFFICIAL} (${HOT})`,
      figure: ratio('queriesPerSecond', 'LIGHT', HOT, OFFICIAL),
      sign: '>=',
      limit: 1.25,
      unit: '',
      reason: 'the generator has the same processors as the cache, and takes its part of them from both alike',
    },
    {
      what: `LIGHT, processor time per query to ${OFFICIAL} (${HOT})`,
      figure: ratio('cpuSecondsPerMillion', 'LIGHT', HOT, OFFICIAL),
      sign: '<=',
      limit: 0.8,
      unit: '',
      reason: 'most of a query is the kernel and the network, which metrics do not change',
    },
    {
      what: `default, queries/s to ${DIRECT} (${FAR})`,
      figure: ratio('queriesPerSecond', 'default', FAR, DIRECT),
      sign: '>=',
      limit: 2.5,
      unit: '',
      reason:
        'with 100 queries on their way, 5 ms still allow up to 20,000 a second, and the cache shares its processors with the generator',
    },
    {
      what: `RESILIENT, queries that leave the node to ${OFFICIAL} (${SPARSE_WORKLOAD})`,
      figure: ratio('upstreamShare', 'RESILIENT', SPARSE_WORKLOAD, OFFICIAL),
      sign: '<=',
      limit: 0.6,
      unit: '',
      reason:
        'five of six queries are for names that do not exist, and RESILIENT keeps those as briefly as the official configuration',
    },
    {
      what: `default, first NOTRACK rule${official.length ? `; ${OFFICIAL}: ${spread(official).median.toFixed(1)} s` : ''}`,
      figure: rules.length ? spread(rules).median : undefined,
      sign: '<=',
      limit: 2,
      unit: ' s',
      reason: 'each rule takes two calls of iptables',
    },
  ];
}

/** The figures in the order of the rounds. */
export function figuresOf(results: Results, variant: string, workload: string, figure: keyof Sample): number[] {
  return results.samples
    .filter((sample) => sample.variant === variant && sample.workload === workload)
    .map((sample) => sample[figure])
    .filter((value) => typeof value === 'number');
}

export function startsOf(results: Results, variant: string, figure: 'firstAnswer' | 'firstRule'): number[] {
  return results.starts.filter((start: Start) => start.variant === variant).map((start) => start[figure]);
}

import type { Sample, Start } from './figures';
import { ask, questions } from './generator';
import { Serving } from './measure';
import type { Variant } from './variants';
import {
  HOT_WORKLOADS,
  hotWorkload,
  LOSS_WORKLOAD,
  QUERIES_PER_LOOKUP,
  SPARSE,
  SPARSE_WORKLOAD,
  sparseQueries,
} from './workloads';

const HOT_SECONDS = 2;

/** Half of the TTL of the site's names: two and a half minutes' worth of queries. */
const EARLIER_QUERIES = 75_000;
/** Long enough that entries which are kept for 30 seconds expire at their usual rate. */
const SETTLE_SECONDS = 30;
const SPARSE_SECONDS = 15;
const LOSS_SECONDS = 10;

/** Starts every variant once in each round; the variants of the first round go on serving. */
export async function startPhase(variants: readonly Variant[], rounds: number) {
  const servings: Serving[] = [];
  const starts: Promise<Start>[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const variant of variants) {
      const measurable = variant.kind === 'node-cache';
      if (!measurable && round > 0) continue;
      const { serving, start } = measurable
        ? await Serving.measured(variant)
        : { serving: await Serving.start(variant), start: undefined };
      if (start) starts.push(start);
      if (round === 0) servings.push(serving);
      else start?.finally(() => serving.lane.stop());
    }
  }
  return { servings, starts: await Promise.all(starts) };
}

/** Measures the variants in turn, so that a change of the machine's speed affects all of them. */
export async function hotPhase(servings: readonly Serving[], rounds: number): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (const milliseconds of new Set(HOT_WORKLOADS.flatMap(({ delays }) => delays))) {
    await Promise.all(servings.map(({ upstream }) => upstream.start(milliseconds)));
    for (let round = 0; round < rounds; round++) {
      for (const { names, delays } of HOT_WORKLOADS) {
        if (!delays.includes(milliseconds)) continue;
        const workload = hotWorkload(names, milliseconds);
        const file = questions(`hot-${names.length}`, names);
        for (const serving of servings) {
          await ask(serving.lane, file, 'once');
          samples.push(await serving.measure(workload, file, { seconds: HOT_SECONDS }));
        }
      }
    }
  }
  return samples;
}

/** Measures all lanes at the same time: at a fixed rate they do not compete for the processors. */
export async function sparsePhase(servings: readonly Serving[], rounds: number): Promise<Sample[]> {
  const { perSecond, milliseconds } = SPARSE;
  const inAll = <T>(work: (serving: Serving) => Promise<T>) => Promise.all(servings.map(work));
  // Each part has a seed of its own, so that no part repeats the queries of another.
  let seed = 0;
  const part = (queries: number) => questions(`sparse-${seed}`, sparseQueries(queries / QUERIES_PER_LOOKUP, seed++));
  const measured = async (workload: string, seconds: number): Promise<Sample[]> => {
    const samples: Sample[] = [];
    for (let round = 0; round < rounds; round++) {
      const file = part(seconds * perSecond);
      samples.push(...(await inAll((serving) => serving.measure(workload, file, { seconds, perSecond }, true))));
    }
    return samples;
  };

  await inAll(({ upstream }) => upstream.start(milliseconds));
  const earlier = part(EARLIER_QUERIES);
  await inAll(({ lane }) => ask(lane, earlier, 'once'));
  const settling = part(SETTLE_SECONDS * perSecond);
  await inAll(({ lane }) => ask(lane, settling, { seconds: SETTLE_SECONDS, perSecond }));
  const samples = await measured(SPARSE_WORKLOAD, SPARSE_SECONDS);
  for (const { lane } of servings) lane.loseOnePercent();
  return [...samples, ...(await measured(LOSS_WORKLOAD, LOSS_SECONDS))];
}

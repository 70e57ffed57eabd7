import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Results } from './figures';
import { hotPhase, sparsePhase, startPhase } from './phases';
import { VARIANTS } from './variants';
import { WORKLOADS } from './workloads';

/** Runs on the machine: `inside.ts ROUNDS` writes its results to the machine's result directory. */
async function inside(rounds: number) {
  const begin = Date.now();
  const say = (what: string) => console.log(`${((Date.now() - begin) / 1000).toFixed(0)} s: ${what}`);
  say(`${rounds} rounds of ${VARIANTS.length} variants: starts`);
  const { servings, starts } = await startPhase(VARIANTS, rounds);
  say('names that the cache has');
  const hot = await hotPhase(servings, rounds);
  say('names that it seldom has');
  const sparse = await sparsePhase(servings, rounds);
  say('done');
  const variants = VARIANTS.map(({ name }) => name);
  const results: Results = { rounds, variants, workloads: WORKLOADS, samples: [...hot, ...sparse], starts };
  writeFileSync(join(process.env.LAB_OUT as string, 'results.json'), JSON.stringify(results));
}

inside(Number(process.argv[2])).then(
  // The servers end with the machine.
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);

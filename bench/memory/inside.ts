import { writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { type Case, FLOOR, LIMITED, UNLIMITED } from './cases';
import { measure } from './measure';
import { type Measured, page } from './page';

async function all(cases: readonly Case[]): Promise<Measured[]> {
  const measured: Measured[] = [];
  for (const each of cases) {
    measured.push({ ...each, ...(await measure(each)) });
    console.error(JSON.stringify(measured.at(-1)));
  }
  return measured;
}

async function main() {
  const machine = `${cpus().length} x ${cpus()[0].model.trim()}, Linux ${release()}`;
  const text = page(machine, await all(UNLIMITED), await all(LIMITED), await all(FLOOR));
  writeFileSync('docs/benchmarks-memory.md', text);
  console.log(text);
}

main();

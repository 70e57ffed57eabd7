import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { debianPackages } from '../../lab/harness/debian';
import { missing } from '../../lab/harness/engines';
import { startMachine, WORK_TREE } from '../../lab/harness/machine';
import { nodeCache } from '../../lab/harness/node-cache';
import { program } from '../../lab/harness/programs';
import { chart } from './chart';
import type { Results } from './figures';
import { page } from './page';

/** Fewer rounds are enough for a quick look, not for a page to keep. */
const ROUNDS = 5;
/** The machine ends itself after this time. */
const SECONDS = 30 * 60;

/** `npm run bench:dns [-- ROUNDS]`: measures in namespaces of its own, and writes docs/benchmarks-dns.{md,svg}. */
async function main(rounds: number) {
  if (!(Number.isInteger(rounds) && rounds > 0)) throw new Error('usage: npm run bench:dns [-- ROUNDS]');
  const lacks = missing('host', 'iptables');
  if (lacks.length) throw new Error(`The benchmark cannot run here. It lacks:\n- ${lacks.join('\n- ')}`);
  debianPackages();
  await program('coredns-cluster');
  const { label } = await nodeCache();

  const out = mkdtempSync(join(tmpdir(), 'bench-dns-'));
  const tsx = 'node_modules/.bin/tsx';
  const command = [tsx, 'lab/harness/inside.ts', '--', tsx, 'bench/dns/inside.ts', String(rounds)];
  const status = await startMachine('host', command, { seconds: SECONDS, out }).exit;
  if (status !== 0) throw new Error(`the measurement ended with ${status}; logs: ${out}`);
  const results: Results = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8'));
  rmSync(out, { recursive: true });

  const machine = `${cpus().length} x ${cpus()[0].model.trim()}, Linux ${release()}`;
  const text = page(results, { nodeCache: label, machine });
  writeFileSync(join(WORK_TREE, 'docs/benchmarks-dns.md'), text);
  writeFileSync(join(WORK_TREE, 'docs/benchmarks-dns.svg'), chart(results));
  console.log(text);
}

main(Number(process.argv[2] ?? ROUNDS)).catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

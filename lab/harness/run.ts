import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { withDrillTables } from './drill-tables';
import { missing } from './engines';
import { firstProcess, type Machine, startMachine, WORK_TREE } from './machine';
import { nodeCache } from './node-cache';
import { type Options, parseOptions } from './options';
import { type MachineReport, machineReport, writeReport } from './report';
import { setUp } from './setup';

/** A machine ends by itself after this time. */
const SECONDS = { host: 25 * 60, uml: 75 * 60 };
const SECONDS_OF_DRILLS = { host: 150 * 60, uml: 400 * 60 };
/** Factor on time limits: how much slower than the host's kernel an engine may be. */
const PATIENCE = { host: 1, uml: 5 };
/** The number of machines that share the tests of a proxy mode. Tests mostly wait; user-mode Linux has one processor each. */
const MACHINES = Math.min(2, availableParallelism());
const SECONDS_WHEN_KEPT = 8 * 60 * 60;

/** `npm run e2e`: starts machines with clusters, runs the tests on them, and writes a report. */
async function main(options: Options) {
  const start = Date.now();
  const { engine, proxyModes, drills, keep, vitest } = options;
  const lacks = [...new Set(proxyModes.flatMap((mode) => missing(engine, mode)))];
  if (lacks.length) throw new Error(`The ${engine} engine cannot run here. It lacks:\n- ${lacks.join('\n- ')}`);
  await setUp(engine);
  const { label } = await nodeCache();
  console.log(`engine ${engine}, kube-proxy in ${proxyModes.join(' and ')} mode, ${label}`);

  const results = mkdtempSync(join(tmpdir(), 'node-local-dns-lab-'));
  const part = (name: string) => {
    const out = join(results, name);
    mkdirSync(out);
    return out;
  };
  const onHost = async (project: string) => {
    const out = part(project);
    const [program, ...args] = vitestCommand(project, out);
    const child = spawn(program, args, { stdio: 'inherit', cwd: WORK_TREE });
    return finished(out, await new Promise<number>((resolve) => child.on('exit', (code) => resolve(code ?? 1))));
  };
  const onMachine = async (name: string, project: string, inside: string[], { shard = 1, shards = 1 } = {}) => {
    const out = part(shards === 1 ? name : `${name}-${shard}`);
    const tests = [...vitestCommand(project, out), ...vitest, ...(shards === 1 ? [] : [`--shard=${shard}/${shards}`])];
    const command = ['node_modules/.bin/tsx', 'lab/harness/inside.ts', ...inside, '--', ...tests];
    const machine = startMachine(engine, command, {
      seconds: keep ? SECONDS_WHEN_KEPT : (drills ? SECONDS_OF_DRILLS : SECONDS)[engine],
      out,
      prefix: keep ? undefined : `[${basename(out)}]`,
      environment: { LAB_PROXY_MODE: name, LAB_PATIENCE: String(PATIENCE[engine]), LAB_PROCESSOR: String(shard) },
    });
    if (keep) setTimeout(() => sayHowToEnter(machine), 5000);
    return finished(out, await machine.exit);
  };

  const reports: MachineReport[] = [];
  const everything = engine === 'host' && !keep && !drills;
  // These tests come first: they could take another machine for something left behind.
  if (everything && vitest.length === 0) reports.push(await onHost('machine'));
  const shards = keep || drills || vitest.length > 0 ? 1 : MACHINES;
  const project = drills ? 'drills' : 'cluster';
  const running = proxyModes.flatMap((mode) =>
    Array.from({ length: shards }, (_, index) =>
      onMachine(mode, project, ['--cluster', mode, ...(keep ? ['--keep'] : [])], { shard: index + 1, shards }),
    ),
  );
  reports.push(...(await Promise.all(running)));
  // These tests come after the clusters, whose drills need the processors.
  if (everything) {
    reports.push(...(await Promise.all(['node-cache', 'kubelet'].map((scripts) => onMachine(scripts, scripts, [])))));
  }

  const seconds = Math.round((Date.now() - start) / 1000);
  const good = writeReport(
    join(WORK_TREE, 'e2e-report.json'),
    { engine, proxyModes, nodeCache: label, seconds },
    reports,
  );
  if (drills) writePage(`engine ${engine}, **with the ${label}**`, reports);
  console.log(`logs: ${results}`);
  process.exitCode = good ? 0 : 1;
}

function writePage(machine: string, reports: MachineReport[]) {
  const page = join(WORK_TREE, 'docs/availability.md');
  const figures = reports.flatMap((report) => report.figures);
  writeFileSync(page, withDrillTables(readFileSync(page, 'utf8'), machine, figures));
  console.log(`tables: ${page}`);
}

function sayHowToEnter(machine: Machine) {
  console.log(`To enter the machine: nsenter --target ${firstProcess(machine)} --all`);
}

function vitestCommand(project: string, out: string): string[] {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${join(out, 'vitest.json')}`];
  const config = ['--config', 'lab/vitest.config.mts', '--project', project, '--passWithNoTests'];
  return ['node', 'node_modules/vitest/vitest.mjs', 'run', ...config, ...reporters];
}

function finished(out: string, status: number): MachineReport {
  const report = machineReport(out);
  // A run can fail without a failed test; count it as one.
  return status && !report.numFailedTests ? { ...report, numFailedTests: 1 } : report;
}

Promise.resolve()
  .then(() => main(parseOptions(process.argv.slice(2))))
  .catch((error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });

import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENGINES, type Engine, missing, PROXY_MODES } from './engines';
import { HostMachine, WORK_TREE } from './machine';
import type { ProxyMode } from './node';
import { nodeCache } from './node-cache';
import { machineReport, table } from './report';
import { setUp } from './setup';

const USAGE = `npm run e2e -- [--engine host|uml] [--proxy-mode iptables|nftables|ipvs] [--keep] [arguments of vitest]
  --keep           leave the cluster up after the tests, and say how to enter it
  -t 'pattern'     run the tests whose name matches
Set NODE_CACHE_BIN to the path of the real node-cache to test with it instead of the stand-in.`;

/** A machine ends by itself after this time. */
const SECONDS = 15 * 60;
const SECONDS_WHEN_KEPT = 8 * 60 * 60;

interface Options {
  engine: Engine;
  proxyModes: ProxyMode[];
  keep: boolean;
  vitest: string[];
}

function options(args: string[]): Options {
  const take = (flag: string) => {
    const at = args.indexOf(flag);
    return at < 0 ? undefined : args.splice(at, 2)[1];
  };
  if (args.includes('--help')) throw new Error(USAGE);
  const engine = (take('--engine') ?? 'host') as Engine;
  if (!ENGINES.includes(engine)) throw new Error(`no engine ${engine}\n${USAGE}`);
  const mode = take('--proxy-mode') as ProxyMode | undefined;
  if (mode && !['iptables', 'nftables', 'ipvs'].includes(mode)) throw new Error(`no proxy mode ${mode}\n${USAGE}`);
  const keep = args.includes('--keep');
  const proxyModes = mode ? [mode] : PROXY_MODES[engine].slice(0, keep ? 1 : undefined);
  return { engine, proxyModes, keep, vitest: args.filter((arg) => arg !== '--keep') };
}

async function main() {
  const start = Date.now();
  const { engine, proxyModes, keep, vitest } = options(process.argv.slice(2));
  const lacks = proxyModes.flatMap((mode) => missing(engine, mode));
  if (lacks.length) throw new Error(`The ${engine} engine cannot run here. It lacks:\n- ${lacks.join('\n- ')}`);
  await setUp();
  const { label } = await nodeCache();
  console.log(`engine ${engine}, kube-proxy in ${proxyModes.join(' and ')} mode, ${label}`);

  const results = mkdtempSync(join(tmpdir(), 'node-local-dns-lab-'));
  const machine = async (name: string, project: string, inside: string[], mode = '') => {
    const out = join(results, name);
    mkdirSync(out);
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${join(out, 'vitest.json')}`];
    const runner = [
      'node',
      'node_modules/vitest/vitest.mjs',
      'run',
      '--config',
      'test/e2e/vitest.config.mts',
      '--passWithNoTests',
    ];
    const command = [
      'node_modules/.bin/tsx',
      'test/e2e/lab/inside.ts',
      ...inside,
      '--',
      ...runner,
      ...reporters,
      '--project',
      project,
      ...vitest,
    ];
    const started = new HostMachine(command, {
      seconds: keep ? SECONDS_WHEN_KEPT : SECONDS,
      out,
      prefix: keep ? undefined : `[${name}]`,
      environment: { LAB_PROXY_MODE: mode },
    });
    if (keep)
      setTimeout(() => console.log(`To enter the cluster's machine: nsenter --target ${started.pid} --all`), 3000);
    const status = await started.exit;
    const report = machineReport(out);
    // A machine that failed without a failed test failed all the same.
    if (status && !report.numFailedTests) report.numFailedTests = 1;
    return { name, ...report };
  };
  const machines = proxyModes.map((mode) =>
    machine(mode, 'cluster', ['--cluster', mode, ...(keep ? ['--keep'] : [])], mode),
  );
  if (!keep) machines.push(machine('node-cache', 'node-cache', []));
  const reports = await Promise.all(machines);

  const figures = reports.flatMap((report) => report.figures);
  const sum = (count: 'numPassedTests' | 'numFailedTests') =>
    reports.reduce((total, report) => total + report[count], 0);
  const [numPassedTests, numFailedTests] = [sum('numPassedTests'), sum('numFailedTests')];
  const report = {
    engine,
    proxyModes,
    nodeCache: label,
    seconds: Math.round((Date.now() - start) / 1000),
    numPassedTests,
    numFailedTests,
    figures,
  };
  writeFileSync(join(WORK_TREE, 'e2e-report.json'), `${JSON.stringify(report, undefined, 2)}\n`);
  if (figures.length) console.log(`\n${table(figures)}\n`);
  console.log(`${numPassedTests} passed, ${numFailedTests} failed, in ${report.seconds} s, with the ${label}`);
  console.log(`report: e2e-report.json; logs: ${results}`);
  process.exitCode = numFailedTests ? 1 : 0;
}

main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { prometheusPrograms } from '../harness/prometheus';
import { writeRules } from './promtool';

const ADDRESS = '127.0.0.1:19090';
const START_MS = 30_000;

/** A Prometheus that scrapes a cache every second, with the labels that the ServiceMonitor gives. */
export interface Prometheus {
  /** The series of an expression. */
  query(expr: string): Promise<{ metric: Record<string, string>; value: [number, string] }[]>;
  /** What its rules have run into, by alert. */
  errors(): Promise<string[]>;
}

/** Runs Prometheus with a cache's rules while the body runs. */
export async function whileWatching(target: string, rules: unknown, body: (prometheus: Prometheus) => Promise<void>) {
  const directory = mkdtempSync(join(tmpdir(), 'prometheus-'));
  const config = {
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: [writeRules(join(directory, 'rules.json'), rules)],
    scrape_configs: [
      {
        job_name: 'node-local-dns',
        static_configs: [{ targets: [target], labels: { namespace: 'kube-system', node: 'node-1' } }],
      },
    ],
  };
  const file = join(directory, 'prometheus.json');
  writeFileSync(file, JSON.stringify(config));
  const child = spawn(
    join(prometheusPrograms(), 'prometheus'),
    [`--config.file=${file}`, `--storage.tsdb.path=${join(directory, 'data')}`, `--web.listen-address=${ADDRESS}`],
    { stdio: 'ignore' },
  );
  const ended = new Promise((resolve) => child.once('close', resolve));
  try {
    await hasScraped(child);
    await body({ query, errors });
  } finally {
    child.kill('SIGKILL');
    await ended;
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Prometheus learns of its targets some seconds after it has started. */
async function hasScraped(child: { readonly exitCode: number | null }) {
  const late = Date.now() + START_MS;
  while (Date.now() < late && child.exitCode === null) {
    const scraped = await query('up == 1').catch(() => []);
    if (scraped.length > 0) return;
    await sleep(200);
  }
  throw new Error(`Prometheus scraped nothing, exit code ${child.exitCode}`);
}

async function query(expr: string) {
  const response = await fetch(`http://${ADDRESS}/api/v1/query?${new URLSearchParams({ query: expr })}`);
  const { status, error, data } = (await response.json()) as {
    status: string;
    error?: string;
    data: { result: { metric: Record<string, string>; value: [number, string] }[] };
  };
  if (status !== 'success') throw new Error(`${expr}: ${error}`);
  return data.result;
}

async function errors() {
  const response = await fetch(`http://${ADDRESS}/api/v1/rules`);
  const { data } = (await response.json()) as {
    data: { groups: { rules: { name: string; health: string; lastError?: string }[] }[] };
  };
  return data.groups.flatMap(({ rules }) =>
    rules.filter(({ health }) => health !== 'ok').map(({ name, lastError }) => `${name}: ${lastError}`),
  );
}

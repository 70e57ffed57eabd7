import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { prometheusPrograms } from '../harness/prometheus';
import type { Recording } from './recordings';

/** What fires, at a minute of a recording. */
export interface Case {
  readonly title: string;
  readonly recording: Recording;
  readonly fires: readonly string[];
  readonly minute: number;
  /** Whether it counts what has fired at any time until then. */
  readonly ever?: boolean;
  /** How many minutes a step of the recording has. */
  readonly step?: number;
}

/** Runs promtool. Its output if it fails, or undefined. */
export function promtool(...args: string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(join(prometheusPrograms(), 'promtool'), args, { maxBuffer: 64 << 20 }, (error, stdout, stderr) =>
      resolve(error ? `${error.message}\n${stdout}\n${stderr}` : undefined),
    );
  });
}

/** Writes the rules of a PrometheusRule as a file of Prometheus. JSON is YAML. */
export function writeRules(file: string, spec: unknown): string {
  writeFileSync(file, JSON.stringify(spec));
  return file;
}

/** Writes the test of a case, and runs it. */
export async function testCase(
  directory: string,
  name: string,
  rules: string,
  given: Case,
): Promise<string | undefined> {
  const { title, recording, fires, minute, ever, step = 1 } = given;
  const firing = 'ALERTS{alertstate="firing"}';
  const file = join(directory, `${name}.test.json`);
  const minutes = Array.from({ length: Math.ceil(minute / step) + 1 }, (_, index) => index * step);
  const test = {
    name: title,
    interval: `${step}m`,
    input_series: Object.entries(recording).map(([series, value]) => ({
      series,
      values: minutes.map((at) => value(at) ?? '_').join(' '),
    })),
    promql_expr_test: [
      {
        expr: `count by (alertname) (count by (alertname, namespace) (${ever ? `count_over_time(${firing}[${minute}m])` : firing}))`,
        eval_time: `${minute}m`,
        exp_samples: fires.map((alert) => ({ labels: `{alertname="${alert}"}`, value: 1 })),
      },
    ],
  };
  writeFileSync(file, JSON.stringify({ rule_files: [rules], evaluation_interval: `${step}m`, tests: [test] }));
  return promtool('test', 'rules', file);
}

import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KUBE_DNS } from '../../lab/harness/addresses';
import { STATE } from '../../lab/harness/process';
import type { Lane } from './lane';
import { percentile } from './statistics';

export interface Answers {
  readonly sent: number;
  /** Queries that got no answer, or an error other than NXDOMAIN. */
  readonly failed: number;
  readonly queriesPerSecond: number;
  readonly meanMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
}

/** A file of questions for dnsperf. */
export function questions(name: string, names: readonly string[]): string {
  const directory = join(STATE, 'questions');
  mkdirSync(directory, { recursive: true });
  const file = join(directory, name);
  writeFileSync(file, names.map((each) => `${each} A\n`).join(''));
  return file;
}

/** The length of a measurement: some seconds, as fast as possible or at a rate; or each question once. */
export type Duration = { readonly seconds: number; readonly perSecond?: number } | 'once';

/** Sends the questions from the lane's pod to the kube-dns IP, as a pod does. */
export async function ask(lane: Lane, file: string, duration: Duration): Promise<Answers> {
  const length =
    duration === 'once'
      ? ['-n', '1']
      : ['-l', String(duration.seconds), ...(duration.perSecond ? ['-Q', String(duration.perSecond)] : [])];
  // The output goes to a file: a process that reads the lines would take processor time from the cache.
  const output = join(STATE, `${lane.namespace('pod')}.out`);
  const descriptor = openSync(output, 'w');
  const dnsperf = ['dnsperf', '-v', '-s', KUBE_DNS, '-d', file, '-c', '4', ...length];
  const child = spawn('ip', ['netns', 'exec', lane.namespace('pod'), ...dnsperf], {
    stdio: ['ignore', descriptor, 'inherit'],
  });
  const status = await new Promise((resolve) => child.once('exit', resolve));
  closeSync(descriptor);
  const text = readFileSync(output, 'latin1');
  rmSync(output);
  if (status !== 0) throw new Error(`dnsperf ended with ${status}:\n${text.slice(-1000)}`);
  return parseAnswers(text);
}

/** Reads the output of `dnsperf -v`. */
export function parseAnswers(text: string): Answers {
  const figure = (pattern: RegExp) => {
    const found = pattern.exec(text);
    if (!found) throw new Error(`dnsperf printed no ${pattern.source}:\n${text.slice(-1000)}`);
    return Number(found[1]);
  };
  const latencies: number[] = [];
  let failed = 0;
  for (const [, rcode, seconds] of text.matchAll(/^> (\S+) \S+ \S+ (\d+\.\d+)$/gm)) {
    latencies.push(Number(seconds) * 1000);
    if (rcode !== 'NOERROR' && rcode !== 'NXDOMAIN') failed++;
  }
  const sorted = Float64Array.from(latencies).sort();
  return {
    sent: figure(/Queries sent: +(\d+)/),
    failed: failed + figure(/Queries lost: +(\d+)/),
    queriesPerSecond: figure(/Queries per second: +([\d.]+)/),
    meanMs: figure(/Average Latency \(s\): +([\d.]+)/) * 1000,
    p50Ms: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
    p999Ms: percentile(sorted, 0.999),
  };
}

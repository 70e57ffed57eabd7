import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Probe } from './probe';

/** A figure that a test measured, for the report and not for an assertion. */
export interface Figure {
  proxyMode: string;
  what: string;
  value: string;
  /** The configuration of the cache, for a drill that runs on several. */
  configuration?: string;
}

export function record(what: string, value: number | string, unit = '') {
  const text = typeof value === 'number' ? String(Math.round(value * 100) / 100) : value;
  write({ what, value: `${text} ${unit}`.trim() });
}

/** How a drill affected a pod: failed lookups, the longest time without an answer, the slowest lookup. */
export function describeProbe({ failed, lookups, gap, slowest }: Probe): string {
  const seconds = [gap, slowest].map((value) => `${value.toFixed(1)} s`).join(', ');
  return `${failed.length} of ${lookups.length}, ${seconds}`;
}

/** Records a cell of the tables of the drills. */
export function recordCell(what: string, configuration: string, value: string) {
  write({ what, configuration, value });
}

function write(figure: Omit<Figure, 'proxyMode'>) {
  const directory = join(process.env.LAB_OUT ?? '/run/lab', 'figures');
  mkdirSync(directory, { recursive: true });
  const text = JSON.stringify({ proxyMode: process.env.LAB_PROXY_MODE ?? '', ...figure });
  writeFileSync(join(directory, `${Date.now()}-${readdirSync(directory).length}.json`), text);
}

/** The content of a machine's result directory. */
export interface MachineReport {
  numPassedTests: number;
  numFailedTests: number;
  figures: Figure[];
  /** The files of tests, each with those that did not pass at the first try. */
  testResults: TestFile[];
}

/** A part of vitest's report. */
interface TestFile {
  readonly status: string;
  readonly assertionResults: { readonly status: string; readonly failureMessages: string[] | null }[];
}

export function machineReport(out: string): MachineReport {
  const read = (...path: string[]) => JSON.parse(readFileSync(join(out, ...path), 'utf8'));
  const figures = existing(join(out, 'figures')).map((file) => read('figures', file));
  if (!existing(out).includes('vitest.json')) {
    return { numPassedTests: 0, numFailedTests: 1, figures, testResults: [] };
  }
  const { numPassedTests, numFailedTests, testResults } = read('vitest.json');
  return { numPassedTests, numFailedTests, figures, testResults: testResults.map(withTroubleOnly) };
}

function withTroubleOnly(file: TestFile): TestFile {
  return { ...file, assertionResults: file.assertionResults.filter(({ failureMessages }) => failureMessages?.length) };
}

function existing(directory: string): string[] {
  try {
    return readdirSync(directory).sort();
  } catch {
    return [];
  }
}

export interface ReportHead {
  engine: string;
  proxyModes: string[];
  /** The node-cache that ran: the stand-in, or the real one. */
  nodeCache: string;
  seconds: number;
}

/** Writes and prints the report. Returns whether tests ran and all of them passed. */
export function writeReport(file: string, head: ReportHead, machines: MachineReport[]): boolean {
  const figures = machines.flatMap((machine) => machine.figures);
  const numPassedTests = machines.reduce((sum, machine) => sum + machine.numPassedTests, 0);
  const numFailedTests = machines.reduce((sum, machine) => sum + machine.numFailedTests, 0);
  const testResults = machines.flatMap((machine) => machine.testResults);
  const report = { ...head, numPassedTests, numFailedTests, figures, testResults };
  writeFileSync(file, `${JSON.stringify(report, undefined, 2)}\n`);
  if (figures.length) console.log(`\n${table(figures)}\n`);
  console.log(`${numPassedTests} passed, ${numFailedTests} failed, in ${head.seconds} s, with the ${head.nodeCache}`);
  console.log(`report: ${file}`);
  return numFailedTests === 0 && numPassedTests > 0;
}

/** The figures as a table with a column for each proxy mode. */
function table(figures: Figure[]): string {
  const modes = [...new Set(figures.map(({ proxyMode }) => proxyMode))];
  const title = ({ configuration, what }: Figure) => (configuration ? `drill of ${configuration}: ${what}` : what);
  const rows = [...new Set(figures.map(title))].map((row) => [
    row,
    ...modes.map((mode) =>
      figures
        .filter((figure) => title(figure) === row && figure.proxyMode === mode)
        .map(({ value }) => value)
        .join(', '),
    ),
  ]);
  const lines = [['', ...modes], ...rows];
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

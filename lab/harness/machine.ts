import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { CACHE } from './cache';
import { debianPackages } from './debian';
import type { Engine } from './engines';

export const WORK_TREE = join(__dirname, '../..');

export interface MachineOptions {
  /** The machine ends after this time, whatever runs on it. */
  seconds: number;
  /** The one directory of the host that the machine writes to. */
  out: string;
  environment?: Record<string, string>;
  /** Put before each line of output, for machines that print at the same time. If left out, the output goes to the terminal. */
  prefix?: string;
}

/** A machine that exists as long as its command runs. */
export interface Machine {
  process: ChildProcess;
  /** The exit status of the command. */
  exit: Promise<number>;
}

export function startMachine(engine: Engine, command: string[], options: MachineOptions): Machine {
  const { prefix, out, seconds, environment } = options;
  const machine = spawn(join(__dirname, `machine/${engine}.sh`), command, {
    stdio: prefix ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    env: {
      ...process.env,
      ...environment,
      LAB_DEBIAN: debianPackages(engine),
      LAB_OUT: out,
      LAB_SECONDS: String(seconds),
      LAB_WORK_TREE: WORK_TREE,
      LAB_DIRECTORIES: [WORK_TREE, CACHE, dirname(process.env.NODE_CACHE_BIN ?? CACHE)].join(' '),
    },
  });
  for (const stream of [machine.stdout, machine.stderr]) {
    if (stream) createInterface(stream).on('line', (line) => console.log(`${prefix} ${line}`));
  }
  const exit = new Promise<number>((resolve, reject) => {
    machine.on('error', reject);
    machine.on('close', (code) => resolve(code ?? 1));
  });
  return { process: machine, exit };
}

/** The process id of a machine's first process on the host. To enter its namespaces is to be on the machine. */
export function firstProcess(machine: Machine): number | undefined {
  let pid = machine.process.pid;
  // host.sh, timeout, unshare, inside.sh
  for (let generation = 0; generation < 3 && pid; generation++) {
    pid = Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ')[0]) || undefined;
  }
  return pid;
}

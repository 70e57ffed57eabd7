import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CACHE } from './cache';
import { debianPackages } from './debian';

export const WORK_TREE = join(__dirname, '../../..');

export interface MachineOptions {
  /** The machine ends after this time, whatever runs on it. */
  seconds: number;
  /** The one directory of the host that the machine writes to. */
  out: string;
  environment?: Record<string, string>;
  /** What each line of output starts with; for when several machines print at the same time. */
  prefix?: string;
}

/** A machine that exists as long as its command runs. */
export class HostMachine {
  readonly exit: Promise<number>;
  private readonly process: ChildProcess;

  constructor(command: string[], options: MachineOptions) {
    const { prefix, out, seconds, environment } = options;
    this.process = spawn(join(__dirname, 'machine/host.sh'), command, {
      stdio: prefix ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      env: {
        ...process.env,
        ...environment,
        LAB_DEBIAN: debianPackages(),
        LAB_OUT: out,
        LAB_SECONDS: String(seconds),
        LAB_WORK_TREE: WORK_TREE,
        LAB_DIRECTORIES: [WORK_TREE, CACHE, out].join(' '),
      },
    });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      if (stream) createInterface(stream).on('line', (line) => console.log(`${prefix} ${line}`));
    }
    this.exit = new Promise((resolve, reject) => {
      this.process.on('error', reject);
      this.process.on('close', (code) => resolve(code ?? 1));
    });
  }

  /** The machine's first process, by its number on the host: whoever enters its namespaces is on the machine. */
  get pid(): number | undefined {
    let pid: number | undefined = this.process.pid;
    // host.sh, timeout, unshare, inside.sh
    for (let generation = 0; generation < 3 && pid; generation++) {
      pid = Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ')[0]) || undefined;
    }
    return pid;
  }
}

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { CACHE } from './cache';
import { debianPackages } from './debian';

export const WORK_TREE = join(__dirname, '../../..');

export interface MachineOptions {
  /** The machine ends after this time, whatever runs on it. */
  seconds: number;
  /** The one directory of the host that the machine writes to. */
  out: string;
  environment?: Record<string, string>;
}

/** Runs a command on a machine that exists as long as the command runs; gives its exit status. */
export function runOnHostMachine(command: string[], options: MachineOptions): Promise<number> {
  const machine = spawn(join(__dirname, 'machine/host.sh'), command, {
    stdio: 'inherit',
    env: {
      ...process.env,
      ...options.environment,
      LAB_DEBIAN: debianPackages(),
      LAB_OUT: options.out,
      LAB_SECONDS: String(options.seconds),
      LAB_WORK_TREE: WORK_TREE,
      LAB_DIRECTORIES: [WORK_TREE, CACHE, options.out].join(' '),
    },
  });
  return new Promise((resolve, reject) => {
    machine.on('error', reject);
    machine.on('exit', (code, signal) => resolve(code ?? (signal ? 1 : 0)));
  });
}

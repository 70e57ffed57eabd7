import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The directory of a machine's certificates, settings and logs. It ends with the machine. */
export const STATE = '/run/lab';
export const LOGS = join(STATE, 'log');

/** Runs a program to its end. If it fails, the error has its output. */
export function sh(
  command: string,
  args: string[] = [],
  options: { input?: string; env?: NodeJS.ProcessEnv } = {},
): string {
  return execFileSync(command, args, {
    encoding: 'utf8',
    input: options.input ?? '',
    env: { ...process.env, ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
    maxBuffer: 64 << 20,
  });
}

export interface Ended {
  ok: boolean;
  output: string;
}

/** Runs a program to its end without blocking, and returns how it ended. */
export async function ended(command: string, args: string[]): Promise<Ended> {
  try {
    const { stdout, stderr } = await promisify(execFile)(command, args, { maxBuffer: 64 << 20 });
    return { ok: true, output: stdout + stderr };
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    return { ok: false, output: stdout + stderr };
  }
}

let died: (error: Error) => void;
/** Rejects when a server ends that should live as long as the machine. */
export const aDaemonEnds = new Promise<never>((_, reject) => {
  died = reject;
});
// A process that does not wait for this promise must not fail by its rejection.
aDaemonEnds.catch(() => undefined);

function lastLines(file: string): string {
  return readFileSync(file, 'utf8').trim().split('\n').slice(-5).join('\n');
}

/** Starts a server that lives as long as the machine, unless it is stopped. */
export function daemon(name: string, command: string, args: string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  mkdirSync(LOGS, { recursive: true });
  const log = join(LOGS, `${name}.log`);
  const output = openSync(log, 'a');
  const child = spawn(command, args, { stdio: ['ignore', output, output], env: { ...process.env, ...env } });
  child.unref();
  child.on('exit', (code, signal) => died(new Error(`${name} ended with ${code ?? signal}:\n${lastLines(log)}`)));
  writeFileSync(join(STATE, `${name}.pid`), String(child.pid));
  return child;
}

/** Ends a server that `daemon` started, in this process or another one. */
export function endDaemon(name: string) {
  process.kill(Number(readFileSync(join(STATE, `${name}.pid`), 'utf8')), 'SIGKILL');
}

export function sleep(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

/** Factor on time limits: how much slower this machine may be than one on the host's kernel. */
export const PATIENCE = Number(process.env.LAB_PATIENCE ?? 1);

export interface Patience {
  seconds?: number;
  every?: number;
}

/** Waits until `check` returns something truthy, and returns that. A check that throws is tried again. */
export async function until<T>(
  what: string,
  check: () => T | Promise<T>,
  { seconds = 30, every = 0.1 }: Patience = {},
): Promise<NonNullable<T>> {
  const end = Date.now() + seconds * PATIENCE * 1000;
  let last: unknown;
  for (;;) {
    try {
      const result = await check();
      if (result) return result;
      last = result;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`not within ${seconds * PATIENCE} s: ${what} (last: ${String(last)})`);
    await sleep(every);
  }
}

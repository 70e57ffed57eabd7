import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { gapOf, type Lookup } from './lookup-figures';
import { sleep } from './process';

/** Looks a name up again and again, as a program in a pod does. */
export class Probe {
  /** The lookups in the order in which they ended. */
  readonly lookups: Lookup[] = [];
  /** Resolves when the program is about to look the name up. */
  readonly begun: Promise<unknown>;
  private readonly start = Date.now();
  private readonly done: Promise<unknown>;
  private readonly process;

  /**
   * `command` looks the name up until its input ends. `resolvConf` is a copy of the pod's file, since the program is
   * this machine's and not the pod's.
   */
  constructor(pid: number, resolvConf: string, command: string[]) {
    const enter = ['--target', String(pid), '--net', 'unshare', '--mount'];
    const mount = ['sh', '-c', 'mount --bind "$0" /etc/resolv.conf && exec "$@"', resolvConf];
    this.process = spawn('nsenter', [...enter, ...mount, ...command], {
      stdio: ['pipe', 'pipe', 'inherit'],
      // Each lookup that hangs holds a thread, for 10 s at most. Lookups may use half of the threads.
      env: { ...process.env, UV_THREADPOOL_SIZE: '1024' },
    });
    this.begun = once(this.process.stdout, 'data');
    createInterface(this.process.stdout).on('line', (line) => {
      if (!line) return;
      const [begin, end, status] = line.split(' ').map(Number);
      this.lookups.push({ at: (begin - this.start) / 1000, seconds: (end - begin) / 1000, ok: status === 0 });
    });
    this.done = new Promise((resolve) => this.process.on('close', resolve));
  }

  get failed(): Lookup[] {
    return this.lookups.filter((lookup) => !lookup.ok);
  }

  /** Seconds since the probe's start. */
  get now(): number {
    return (Date.now() - this.start) / 1000;
  }

  /** The longest time without an answered lookup, in seconds. */
  get gap(): number {
    return gapOf(this.lookups);
  }

  get slowest(): number {
    return Math.max(0, ...this.lookups.map((lookup) => lookup.seconds));
  }

  /** Goes on for `after` seconds, waits until all lookups have ended, and ends. */
  async stop(after = 1): Promise<this> {
    await sleep(after);
    this.process.stdin.end();
    await this.done;
    return this;
  }
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { sleep } from './process';

export interface Lookup {
  /** Seconds since the probe's start. */
  at: number;
  seconds: number;
  ok: boolean;
}

/** Looks a name up again and again, as a program in a pod does. */
export class Probe {
  /** The lookups in the order in which they ended. */
  readonly lookups: Lookup[] = [];
  /** Resolves when the program is about to look the name up. */
  readonly begun: Promise<unknown>;
  private readonly start = Date.now();
  private readonly done: Promise<unknown>;
  private readonly process;

  /** `resolvConf` is a copy of the pod's file, since the program is this machine's and not the pod's. */
  constructor(pid: number, resolvConf: string, name: string, every: number) {
    const enter = ['--target', String(pid), '--net', 'unshare', '--mount'];
    const mount = ['sh', '-c', 'mount --bind "$0" /etc/resolv.conf && exec "$@"', resolvConf];
    const script = [process.execPath, join(__dirname, 'lookups.mjs'), name, String(every)];
    this.process = spawn('nsenter', [...enter, ...mount, ...script], {
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

  /** The longest time without an answered lookup, in seconds. */
  get gap(): number {
    const ends = this.lookups.map(({ at, seconds }) => at + seconds);
    const answers = ends.filter((_, index) => this.lookups[index].ok);
    const times = [Math.min(...this.lookups.map(({ at }) => at)), ...answers, Math.max(...ends)].sort((a, b) => a - b);
    return Math.max(...times.slice(1).map((time, index) => time - times[index]));
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

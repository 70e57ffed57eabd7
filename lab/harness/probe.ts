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
  /** In the order in which they ended. */
  readonly lookups: Lookup[] = [];
  /** Kept when it begins to look up. */
  readonly begun: Promise<unknown>;
  private readonly start = Date.now();
  private readonly done: Promise<unknown>;
  private readonly process;

  /** `resolvConf` is a copy of the pod's own, since the program is one of this machine and not of the pod. */
  constructor(pid: number, resolvConf: string, name: string, every: number) {
    const enter = ['--target', String(pid), '--net', 'unshare', '--mount'];
    const mount = ['sh', '-c', 'mount --bind "$0" /etc/resolv.conf && exec "$@"', resolvConf];
    const script = [process.execPath, join(__dirname, 'lookups.mjs'), name, String(every)];
    this.process = spawn('nsenter', [...enter, ...mount, ...script], {
      stdio: ['pipe', 'pipe', 'inherit'],
      // Each lookup that hangs, for 10 s at most, takes a thread; half of them are for lookups.
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

  /** The longest time in seconds in which no lookup was answered. */
  get gap(): number {
    const ends = this.lookups.map(({ at, seconds }) => at + seconds);
    const answers = ends.filter((_, index) => this.lookups[index].ok);
    const times = [Math.min(...this.lookups.map(({ at }) => at)), ...answers, Math.max(...ends)].sort((a, b) => a - b);
    return Math.max(...times.slice(1).map((time, index) => time - times[index]));
  }

  get slowest(): number {
    return Math.max(0, ...this.lookups.map((lookup) => lookup.seconds));
  }

  /** Lets some more lookups happen, waits until all have ended, and ends. */
  async stop(after = 1): Promise<this> {
    await sleep(after);
    this.process.stdin.end();
    await this.done;
    return this;
  }
}

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { program } from '../../lab/harness/programs';
import { cpuSeconds } from '../dns/usage';
import type { Limit } from './cases';

const V1 = '/sys/fs/cgroup/memory';
const HIERARCHY = existsSync(V1) ? V1 : '/sys/fs/cgroup';
const [LIMIT, PEAK] = existsSync(V1)
  ? ['memory.limit_in_bytes', 'memory.max_usage_in_bytes']
  : ['memory.max', 'memory.peak'];
const MEBIBYTE = 2 ** 20;

/** CoreDNS with node-cache's plugins in a cgroup of its own. */
export class BoundedProcess {
  /** The pages of the program's file count against this cgroup only where it is the first to read them. */
  static async start(corefile: string, gogc: number, limit?: Limit): Promise<BoundedProcess> {
    const files = `/tmp/bench-memory-${process.pid}`;
    const binary = `${files}.coredns`;
    rmSync(binary, { force: true });
    const past = limit?.fresh ? ['oflag=direct'] : [];
    const copy = [`if=${await program('coredns-node-cache')}`, `of=${binary}`, 'bs=1M', ...past];
    execFileSync('dd', copy, { stdio: 'ignore' });
    execFileSync('chmod', ['+x', binary]);
    writeFileSync(`${files}.Corefile`, corefile);

    const cgroup = join(HIERARCHY, `bench-memory-${process.pid}`);
    mkdirSync(cgroup);
    if (limit) writeFileSync(join(cgroup, LIMIT), String(limit.mebibytes * MEBIBYTE));
    const goMemLimit = limit?.share ? { GOMEMLIMIT: String(Math.floor(limit.mebibytes * limit.share * MEBIBYTE)) } : {};
    const enter = 'echo $$ > "$0/cgroup.procs" && exec "$@"';
    const child = spawn('sh', ['-c', enter, cgroup, binary, '-conf', `${files}.Corefile`], {
      stdio: 'ignore',
      env: { ...process.env, GOGC: String(gogc), ...goMemLimit },
    });
    return new BoundedProcess(child, cgroup);
  }

  private constructor(
    private readonly child: ChildProcess,
    private readonly cgroup: string,
  ) {}

  get ended(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  peak(): number {
    return Number(readFileSync(join(this.cgroup, PEAK), 'utf8')) / MEBIBYTE;
  }

  anonymous(): number {
    const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
    return Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
  }

  cpuSeconds(): number {
    return cpuSeconds([Number(this.child.pid)]);
  }

  async stop() {
    this.child.kill('SIGKILL');
    while (!this.ended) await wait(20);
    // The kernel lets go of the last process a moment later.
    await wait(500);
    rmdirSync(this.cgroup);
  }
}

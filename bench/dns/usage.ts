import { readFileSync } from 'node:fs';

/** The unit of Linux's processor times (USER_HZ), which is the same on every architecture of the lab. */
const TICKS_PER_SECOND = 100;

/** The processor time of some processes since their start, in seconds. */
export function cpuSeconds(pids: readonly number[]): number {
  return sum(pids, (pid) => parseCpuTicks(readFileSync(`/proc/${pid}/stat`, 'utf8')) / TICKS_PER_SECOND);
}

/** The sum of some processes' peak memory, in MB. */
export function peakMemoryMb(pids: readonly number[]): number {
  return sum(pids, (pid) => parsePeakKib(readFileSync(`/proc/${pid}/status`, 'utf8')) * 1.024e-3);
}

/** User and system time of /proc/PID/stat, whose second field may hold spaces and parentheses. */
export function parseCpuTicks(stat: string): number {
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13);
  return Number(user) + Number(system);
}

export function parsePeakKib(status: string): number {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]);
}

function sum(pids: readonly number[], of: (pid: number) => number): number {
  return pids.reduce((total, pid) => total + of(pid), 0);
}

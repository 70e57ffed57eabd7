import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The files of the cgroup that bounds a process's memory. The names differ between the versions of cgroups. */
export function memoryCgroup(pid: number) {
  const cgroups = readFileSync(`/proc/${pid}/cgroup`, 'utf8');
  const [, v1] = /:memory:(.*)/.exec(cgroups) ?? [];
  const [, v2] = /^0::(.*)/m.exec(cgroups) ?? [];
  const directory = v1 ? join('/sys/fs/cgroup/memory', v1) : join('/sys/fs/cgroup', v2);
  const [limit, usage, peak] = v1
    ? ['memory.limit_in_bytes', 'memory.usage_in_bytes', 'memory.max_usage_in_bytes']
    : ['memory.max', 'memory.current', 'memory.peak'];
  return { directory, limit: join(directory, limit), usage: join(directory, usage), peak: join(directory, peak) };
}

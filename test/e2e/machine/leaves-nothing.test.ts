import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { debianPackages } from '../lab/debian';
import { startMachine } from '../lab/machine';
import { sh } from '../lab/process';

/** What came and what went, line by line. */
function changes(before: ReturnType<typeof host>, after: ReturnType<typeof host>): string[] {
  const kinds = Object.keys(before) as (keyof typeof before)[];
  return kinds.flatMap((kind) => [
    ...after[kind].filter((line) => !before[kind].includes(line)).map((line) => `${kind}: + ${line}`),
    ...before[kind].filter((line) => !after[kind].includes(line)).map((line) => `${kind}: - ${line}`),
  ]);
}

/** Everything of the host that a machine with a cluster could leave behind. */
function host(out: string) {
  const lines = (text: string) => text.split('\n').filter(Boolean).sort();
  const debian = debianPackages();
  const LD_LIBRARY_PATH = join(debian, 'usr/lib/x86_64-linux-gnu');
  const rules = ['iptables-nft-save', 'ip6tables-nft-save'].map((name) =>
    // Run by another name, the program is another program.
    sh('bash', ['-c', `exec -a ${name} ${debian}/usr/sbin/xtables-nft-multi`], { env: { LD_LIBRARY_PATH } }),
  );
  return {
    processes: readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && environment(pid).includes(`LAB_OUT=${out}\0`)),
    namespaces: lines(sh('lsns', ['--noheadings', '--output', 'TYPE,NS'])),
    mounts: lines(readFileSync('/proc/self/mounts', 'utf8')),
    links: lines(sh('ip', ['-oneline', 'link'])),
    rules: lines(rules.join('\n')).filter((line) => !line.startsWith('#')),
    cgroups: lines(sh('find', ['/sys/fs/cgroup', '-type', 'd'])),
    sysctls: lines(sh('sh', ['-c', 'sysctl --all 2> /dev/null; true'])).filter((line) => !MOVES_BY_ITSELF.test(line)),
    state: ['/run', '/var/lib', '/etc', '/opt'].flatMap((directory) =>
      readdirSync(directory).map((name) => join(directory, name)),
    ),
  };
}

const MOVES_BY_ITSELF =
  /random|_nr |-nr |-state|ns_last_pid|conntrack_count|sched_domain|runnable|file-nr|hung_task_detect_count/;

function environment(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return ''; // it has ended
  }
}

const INSIDE = ['node_modules/.bin/tsx', 'test/e2e/lab/inside.ts', '--cluster', 'iptables', '--'];

test('a machine whose cluster came up leaves nothing behind', async () => {
  const out = mkdtempSync(join(tmpdir(), 'node-local-dns-lab-'));
  const before = host(out);
  const machine = startMachine('host', [...INSIDE, 'true'], { out, seconds: 120, prefix: '[machine]' });
  expect(await machine.exit).toBe(0);
  expect(readdirSync(out)).toContain('log');
  // The kernel takes a moment to clear away a namespace whose processes were killed.
  await expect.poll(() => changes(before, host(out)), { timeout: 3000 }).toEqual([]);
});

test('a machine that runs into its bound ends, and leaves nothing behind', async () => {
  const out = mkdtempSync(join(tmpdir(), 'node-local-dns-lab-'));
  const before = host(out);
  const start = Date.now();
  const machine = startMachine('host', [...INSIDE, 'sleep', '600'], { out, seconds: 12, prefix: '[machine]' });
  expect(await machine.exit).not.toBe(0);
  expect((Date.now() - start) / 1000).toBeLessThan(16);
  // The kernel takes a moment to clear away a namespace whose processes were killed.
  await expect.poll(() => changes(before, host(out)), { timeout: 3000 }).toEqual([]);
});

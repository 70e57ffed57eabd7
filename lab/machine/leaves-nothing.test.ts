import { mkdtempSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { debianPackages } from '../harness/debian';
import { type Machine, startMachine } from '../harness/machine';
import { sh } from '../harness/process';

/** The differences between two states of the host, line by line. */
function changes(before: ReturnType<typeof host>, after: ReturnType<typeof host>): string[] {
  const kinds = Object.keys(before) as (keyof typeof before)[];
  return kinds.flatMap((kind) => [
    ...after[kind].filter((line) => !before[kind].includes(line)).map((line) => `${kind}: + ${line}`),
    ...before[kind].filter((line) => !after[kind].includes(line)).map((line) => `${kind}: - ${line}`),
  ]);
}

/** The state of the host, as far as a machine with a cluster could change it. */
function host(out: string) {
  const lines = (text: string) => text.split('\n').filter(Boolean).sort();
  const debian = debianPackages();
  const LD_LIBRARY_PATH = join(debian, 'usr/lib/x86_64-linux-gnu');
  const rules = ['iptables-nft-save', 'ip6tables-nft-save'].map((name) =>
    // The program's name decides what it does.
    sh('bash', ['-c', `exec -a ${name} ${debian}/usr/sbin/xtables-nft-multi`], { env: { LD_LIBRARY_PATH } }),
  );
  return {
    processes: readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && environment(pid).includes(`LAB_OUT=${out}\0`)),
    mounts: lines(readFileSync('/proc/self/mounts', 'utf8')),
    links: lines(sh('ip', ['-oneline', 'link'])),
    rules: lines(rules.join('\n')).filter((line) => !line.startsWith('#')),
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
    return ''; // the process has ended
  }
}

/** The namespaces of a machine and its containers, collected while it runs. Other machines may come and go meanwhile. */
async function namespacesOf(machine: Machine): Promise<Set<string>> {
  const own = readdirSync('/proc/self/ns').map((kind) => namespace('self', kind));
  const seen = new Set<string>();
  const look = setInterval(() => {
    for (const pid of descendants(String(machine.process.pid))) {
      for (const kind of readdirSync('/proc/self/ns')) seen.add(namespace(pid, kind));
    }
  }, 500);
  await machine.exit;
  clearInterval(look);
  for (const name of ['', ...own]) seen.delete(name);
  return seen;
}

function namespace(pid: string, kind: string): string {
  try {
    return readlinkSync(`/proc/${pid}/ns/${kind}`);
  } catch {
    return ''; // the process has ended
  }
}

function descendants(pid: string): string[] {
  const processes = sh('ps', ['-e', '-o', 'pid=,ppid='])
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  const found = [pid];
  for (const parent of found) found.push(...processes.filter(([, ppid]) => ppid === parent).map(([child]) => child));
  return found;
}

/** The processes and namespaces that a machine has left behind. */
function remains(machine: Machine, namespaces: Set<string>): string[] {
  const cgroups = sh('find', ['/sys/fs/cgroup', '-name', `node-local-dns-lab-${machine.process.pid}`]).split('\n');
  const left = sh('lsns', ['--noheadings', '--output', 'TYPE,NS'])
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  return [
    ...cgroups.filter(Boolean),
    ...left.map(([type, number]) => `${type}:[${number}]`).filter((name) => namespaces.has(name)),
  ];
}

const INSIDE = ['node_modules/.bin/tsx', 'lab/harness/inside.ts', '--cluster', 'iptables', '--'];

test('a machine whose cluster came up leaves nothing behind', async () => {
  const out = mkdtempSync(join(tmpdir(), 'node-local-dns-lab-'));
  const before = host(out);
  const machine = startMachine('host', [...INSIDE, 'sleep', '1'], { out, seconds: 120, prefix: '[machine]' });
  const namespaces = await namespacesOf(machine);
  expect(await machine.exit).toBe(0);
  expect(namespaces.size).toBeGreaterThan(6);
  expect(readdirSync(out)).toContain('log');
  // The kernel takes a moment to clear away a namespace whose processes were killed.
  await expect
    .poll(() => [...remains(machine, namespaces), ...changes(before, host(out))], { timeout: 3000 })
    .toEqual([]);
});

test('a machine that runs into its bound ends, and leaves nothing behind', async () => {
  const out = mkdtempSync(join(tmpdir(), 'node-local-dns-lab-'));
  const before = host(out);
  const start = Date.now();
  const machine = startMachine('host', [...INSIDE, 'sleep', '600'], { out, seconds: 12, prefix: '[machine]' });
  const namespaces = await namespacesOf(machine);
  expect(await machine.exit).not.toBe(0);
  expect((Date.now() - start) / 1000).toBeLessThan(16);
  // The kernel takes a moment to clear away a namespace whose processes were killed.
  await expect
    .poll(() => [...remains(machine, namespaces), ...changes(before, host(out))], { timeout: 3000 })
    .toEqual([]);
});

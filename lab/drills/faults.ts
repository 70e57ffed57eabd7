import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { LOCAL_DNS, SITE_RESOLVER } from '../harness/addresses';
import { nodeCachePids } from '../harness/install';
import { field } from '../harness/kubectl';
import { memoryCgroup } from '../harness/memory';
import { taskPid } from '../harness/node';
import { ended, STATE, sh, sleep, until } from '../harness/process';

/** A name that only the cluster's DNS knows. */
export const CLUSTER_NAME = 'kubernetes.default.svc.cluster.local';

async function serves(): Promise<boolean> {
  const question = [`@${LOCAL_DNS}`, '+tries=1', '+timeout=1', CLUSTER_NAME];
  return (await ended('dig', question)).output.includes('NOERROR');
}

/** Waits until a node-cache serves whose process id is not `except`. */
export async function cacheServes(except?: number) {
  const there = () => nodeCachePids().length > 0 && !nodeCachePids().includes(except ?? 0);
  await until('node-cache serves', async () => there() && (await serves()), { seconds: 150 });
}

/** Sends a signal that ends node-cache or hangs it, and waits until the kubelet, whose back-off doubles, has restarted it. */
export async function signal(name: NodeJS.Signals) {
  const [pid] = nodeCachePids();
  process.kill(pid, name);
  await cacheServes(pid);
}

/** Lowers the memory limit of node-cache's container to little more than it uses, and fills it. */
export async function runOutOfMemory() {
  const [pid] = nodeCachePids();
  const { directory, limit, usage } = memoryCgroup(pid);
  // The kernel must kill node-cache, although the process that fills the memory is larger.
  writeFileSync(`/proc/${pid}/oom_score_adj`, '1000');
  const used = Number(readFileSync(usage, 'utf8'));
  writeFileSync(limit, String(used + (16 << 20)));
  const fill = 'echo $$ > "$0/cgroup.procs" && head --bytes=128M /dev/zero | tail --bytes=96M > /dev/null';
  await ended('sh', ['-c', fill, directory]);
  await cacheServes(pid);
}

/** Takes a port on all addresses for this process, and returns a function that frees it. */
export async function takePort(port: number): Promise<() => void> {
  const server = createServer().listen(port, '0.0.0.0');
  const socket = createSocket('udp4').bind(port, '0.0.0.0');
  const free = () => {
    server.close();
    socket.close();
  };
  try {
    await Promise.all([once(server, 'listening'), once(socket, 'listening')]);
    return free;
  } catch (error) {
    free();
    throw error;
  }
}

/** Keeps the conntrack table of this machine full, whatever its size. */
export async function keepConntrackFull(seconds: number) {
  const file = join(STATE, 'conntrack');
  const entry = '-I -t 300 -u SEEN_REPLY,ASSURED -p udp -s 192.0.2.1 -d';
  let host = 0;
  const add = async (entries: number) => {
    const address = `198.18.${host >> 8}.${host++ & 255}`;
    const ports = Array.from(
      { length: entries },
      (_, index) => `${entry} ${address} --sport 53 --dport ${index + 1}\n`,
    );
    writeFileSync(file, ports.join(''));
    return (await ended('conntrack', ['--load-file', file])).output.includes('not enough memory');
  };
  while (!(await add(65_535))) if (host > 32) throw new Error('the conntrack table does not get full');
  // New entries take the room that others free.
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(0.2)) await add(1000);
  sh('conntrack', ['-F']);
}

/** Makes the cache dial the cluster's DNS often, as hours of work do: how long it waits depends on its earlier dials. */
export async function makeOld() {
  const file = join(STATE, 'new-names');
  const names = Array.from({ length: 2000 }, (_, index) => `new-${index}.default.svc.cluster.local A\n`);
  writeFileSync(file, names.join(''));
  await ended('dnsperf', ['-s', LOCAL_DNS, '-d', file, '-n', '1', '-q', '100']);
}

/** For how many seconds the cache still has a fresh answer. Two caches of a node may differ. */
export async function keptFor(name: string): Promise<number> {
  const question = [`@${LOCAL_DNS}`, '+tries=1', '+timeout=1', '+noall', '+answer', `${name}.`];
  const asked = await Promise.all(Array.from({ length: 8 }, () => ended('dig', question)));
  return Math.max(...asked.map(({ output }) => Number(/\s(\d+)\s+IN\s+A\s/.exec(output)?.[1] ?? 0)));
}

/** Drops what the pods of the cluster's DNS are asked, and returns a function that ends that. Their probes go on. */
export async function silenceClusterDns(): Promise<() => void> {
  const pods = ['--namespace=kube-system', 'pods', '--selector=k8s-app=kube-dns'];
  const ids = await field('.items[*].status.containerStatuses[*].containerID', ...pods);
  const pids = await Promise.all(ids.split(' ').map(taskPid));
  const ends = pids.map((pid) => dropQueries(['nsenter', '--target', String(pid), '--net']));
  return () => {
    for (const end of ends) end();
  };
}

/** Drops what the site's resolver is asked, and returns a function that ends that. */
export async function silenceSiteResolver(): Promise<() => void> {
  return dropQueries(['env'], '--destination', SITE_RESOLVER);
}

/**
 * Drops queries where they arrive, so that whoever sends them hears nothing. `enter` is the command that runs another
 * one in the network of the servers.
 */
function dropQueries([enter, ...more]: string[], ...matches: string[]): () => void {
  const iptables = (change: '--insert' | '--delete', protocol: string) => {
    const rule = ['--protocol', protocol, '--dport', '53', ...matches, '--jump', 'DROP'];
    sh(enter, [...more, 'iptables', '--wait', '5', '--table', 'raw', change, 'PREROUTING', ...rule]);
  };
  const each = (change: '--insert' | '--delete') => {
    for (const protocol of ['udp', 'tcp']) iptables(change, protocol);
  };
  each('--insert');
  return () => each('--delete');
}

/** Removes the DNAT to kube-dns that FAIL_OPEN leaves in IPVS mode. */
export function forgetDnat() {
  const ours = (rule: string) => rule.includes('node-local-dns fail-open');
  for (const rule of sh('iptables', ['-t', 'nat', '-S', 'PREROUTING']).split('\n').filter(ours)) {
    sh('sh', ['-c', `iptables -t nat ${rule.replace('-A', '-D')}`]);
  }
}

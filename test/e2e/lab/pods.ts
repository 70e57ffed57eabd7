import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { stringify } from 'yaml';
import { LOCAL_DNS } from './addresses';
import { IMAGES } from './images';
import { field, kubectl, kubectlWith } from './kubectl';
import { taskPid } from './node';
import { PATIENCE, sleep } from './process';

/** How the first document's test pod asks the cache and nobody else. */
export const DOCUMENT_DNS = {
  dnsPolicy: 'None',
  dnsConfig: {
    nameservers: [LOCAL_DNS],
    searches: ['default.svc.cluster.local', 'svc.cluster.local', 'cluster.local'],
    options: [{ name: 'ndots', value: '2' }],
  },
};

/** The same with a second nameserver, as the document's drill has it. */
export function documentDnsWithFallback(fallback: string) {
  const options = [...DOCUMENT_DNS.dnsConfig.options, { name: 'timeout', value: '2' }];
  return { ...DOCUMENT_DNS, dnsConfig: { ...DOCUMENT_DNS.dnsConfig, nameservers: [LOCAL_DNS, fallback], options } };
}

/** A pod that asks DNS questions. */
export class ClientPod {
  /** Starts a pod; `dns` is the part of its spec that says where it asks (ClusterFirst when left out). */
  static async start(name: string, dns: object = {}): Promise<ClientPod> {
    const containers = [{ name: 'client', image: IMAGES.client }];
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name },
      spec: { ...dns, containers, terminationGracePeriodSeconds: 0 },
    };
    await kubectlWith(stringify(pod), 'apply', '--server-side');
    await kubectl('wait', '--for=condition=Ready', `pod/${name}`, `--timeout=${60 * PATIENCE}s`);
    const id = await field('.status.containerStatuses[0].containerID', 'pod', name);
    return new ClientPod(name, await taskPid(id));
  }

  private constructor(
    readonly name: string,
    private readonly pid: number,
  ) {}

  /** Runs a command in the pod; gives what it printed, also when it failed. */
  async run(...command: string[]): Promise<string> {
    try {
      return await kubectl('exec', this.name, '--', ...command);
    } catch (error) {
      return String(error);
    }
  }

  async nslookup(name: string): Promise<string> {
    return this.run('nslookup', '-type=a', name);
  }

  /** The addresses that the C library's resolver finds, which is what a program in the pod gets. */
  async resolve(name: string): Promise<string[]> {
    const output = await this.run('getent', 'ahostsv4', name);
    return [...new Set([...output.matchAll(/^(\d+\.\d+\.\d+\.\d+)\s/gm)].map(([, address]) => address))];
  }

  /** Looks a name up again and again, until it is stopped or `atMostSeconds` are over. */
  probe(name: string, { every = 0.5, atMostSeconds = 120 } = {}): Probe {
    return new Probe(this.pid, name, every, atMostSeconds);
  }

  /** Asks a server the given questions for some seconds, as fast as it answers. */
  async dnsperf(server: string, questions: string[], seconds: number): Promise<Performance> {
    writeFileSync(`/proc/${this.pid}/root/tmp/questions`, questions.map((question) => `${question}\n`).join(''));
    // To a file in the pod: hundreds of thousands of lines are too many for kubectl.
    const command = `dnsperf -v -s ${server} -d /tmp/questions -l ${seconds} -Q 100000 > /tmp/dnsperf`;
    await kubectl('exec', this.name, '--', 'sh', '-c', command);
    return performance(readFileSync(`/proc/${this.pid}/root/tmp/dnsperf`, 'utf8'));
  }

  async delete() {
    await kubectl('delete', 'pod', this.name, '--now');
  }
}

export interface Performance {
  queriesPerSecond: number;
  averageMs: number;
  p99Ms: number;
  lost: number;
}

function performance(output: string): Performance {
  const latencies = [...output.matchAll(/^> \S+ \S+ \S+ (\d+\.\d+)$/gm)]
    .map(([, seconds]) => Number(seconds) * 1000)
    .sort((a, b) => a - b);
  const figure = (pattern: RegExp) => Number(pattern.exec(output)?.[1]);
  return {
    queriesPerSecond: figure(/Queries per second: +([\d.]+)/),
    averageMs: figure(/Average Latency \(s\): +([\d.]+)/) * 1000,
    p99Ms: latencies[Math.floor(latencies.length * 0.99)],
    lost: figure(/Queries lost: +(\d+)/),
  };
}

export interface Lookup {
  /** Seconds since the probe's start. */
  at: number;
  seconds: number;
  ok: boolean;
}

export class Probe {
  readonly lookups: Lookup[] = [];
  private readonly start = Date.now();
  private readonly done: Promise<unknown>;
  private readonly process;

  constructor(pid: number, name: string, every: number, atMostSeconds: number) {
    // From outside of the pod, because a loop started by `kubectl exec` outlives its kubectl.
    const rounds = Math.ceil(atMostSeconds / every);
    const loop = `for round in $(seq ${rounds}); do
      begin=$(date +%s%3N); getent ahostsv4 ${name} > /dev/null; status=$?; end=$(date +%s%3N)
      echo $begin $end $status; sleep ${every}
    done`;
    const enter = ['--target', String(pid), '--mount', '--net', '--root', '--wd'];
    this.process = spawn('nsenter', [...enter, 'sh', '-c', loop], {
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
      env: { PATH: '/usr/bin:/usr/sbin' },
    });
    createInterface(this.process.stdout).on('line', (line) => {
      const [begin, end, status] = line.split(' ').map(Number);
      this.lookups.push({ at: (begin - this.start) / 1000, seconds: (end - begin) / 1000, ok: status === 0 });
    });
    this.done = new Promise((resolve) => this.process.on('close', resolve));
  }

  get failed(): Lookup[] {
    return this.lookups.filter((lookup) => !lookup.ok);
  }

  /** Seconds from the start of the first lookup that failed to the answer of the first one after the last that failed. */
  get outage(): number {
    const first = this.lookups.findIndex(({ ok }) => !ok);
    if (first < 0) return 0;
    const lastFailed = this.lookups.length - 1 - [...this.lookups].reverse().findIndex(({ ok }) => !ok);
    const recovered = this.lookups[lastFailed + 1];
    return recovered ? recovered.at + recovered.seconds - this.lookups[first].at : Number.POSITIVE_INFINITY;
  }

  get slowest(): number {
    return Math.max(0, ...this.lookups.map((lookup) => lookup.seconds));
  }

  /** Lets some more lookups happen, and ends. */
  async stop(after = 1): Promise<this> {
    await sleep(after);
    if (this.process.pid) process.kill(-this.process.pid, 'SIGKILL');
    await this.done;
    return this;
  }
}

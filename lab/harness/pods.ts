import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { LOCAL_DNS } from './addresses';
import { IMAGES } from './images';
import { field, kubectl, kubectlWith } from './kubectl';
import { muslLookups } from './musl';
import { taskPid } from './node';
import { Probe } from './probe';
import { ended, PATIENCE, STATE } from './process';

/** DNS settings of the first document's test pod, which asks the cache alone. */
export const DOCUMENT_DNS = {
  dnsPolicy: 'None',
  dnsConfig: {
    nameservers: [LOCAL_DNS],
    searches: ['default.svc.cluster.local', 'svc.cluster.local', 'cluster.local'],
    options: [{ name: 'ndots', value: '2' }],
  },
};

/** The same settings with a second nameserver, as in the document's drill. */
export function documentDnsWithFallback(fallback: string) {
  const options = [...DOCUMENT_DNS.dnsConfig.options, { name: 'timeout', value: '2' }];
  return { ...DOCUMENT_DNS, dnsConfig: { ...DOCUMENT_DNS.dnsConfig, nameservers: [LOCAL_DNS, fallback], options } };
}

/** A pod that sends DNS queries. */
export class ClientPod {
  /** Starts a pod. `dns` is the part of its spec with the DNS settings (ClusterFirst if left out). */
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

  /**
   * Runs a command in the pod and returns its output, also if it failed. `kubectl exec` would take seconds on a slow
   * kernel.
   */
  async run(...command: string[]): Promise<string> {
    const enter = ['--target', String(this.pid), '--mount', '--net', '--root', '--wd'];
    return (await ended('nsenter', [...enter, ...command])).output;
  }

  async nslookup(name: string): Promise<string> {
    return this.run('nslookup', '-type=a', name);
  }

  /** The addresses that the C library's resolver finds, as for a program in the pod. */
  async resolve(name: string): Promise<string[]> {
    const output = await this.run('getent', 'ahostsv4', name);
    return [...new Set([...output.matchAll(/^(\d+\.\d+\.\d+\.\d+)\s/gm)].map(([, address]) => address))];
  }

  /**
   * Starts a probe that looks a name up until it is stopped, with the GNU C library or with musl, which Alpine's images
   * have. Returns when its lookups have begun, which takes a moment.
   */
  async probe(name: string, { every = 0.5, musl = false } = {}): Promise<Probe> {
    // A file of its own: another probe reads its copy again and again.
    const resolvConf = join(STATE, `${this.name}-${musl ? 'musl' : 'glibc'}.resolv.conf`);
    writeFileSync(resolvConf, readFileSync(`/proc/${this.pid}/root/etc/resolv.conf`));
    const program = musl ? [muslLookups()] : [process.execPath, join(__dirname, 'lookups.mjs')];
    const probe = new Probe(this.pid, resolvConf, [...program, name, String(every)]);
    await probe.begun;
    return probe;
  }

  /** Sends the questions to a server for some seconds, as fast as it answers. */
  async dnsperf(server: string, questions: string[], seconds: number): Promise<Performance> {
    writeFileSync(`/proc/${this.pid}/root/tmp/questions`, questions.map((question) => `${question}\n`).join(''));
    // The output goes to a file, because it has hundreds of thousands of lines.
    const command = `dnsperf -v -s ${server} -d /tmp/questions -l ${seconds} -Q 100000 > /tmp/dnsperf`;
    await this.run('sh', '-c', command);
    return performance(readFileSync(`/proc/${this.pid}/root/tmp/dnsperf`, 'utf8'));
  }

  /**
   * Sends the questions to a server for some seconds, as many as the processors allow, also those that it has no room
   * for. Returns how many were answered in a second.
   */
  async load(server: string, questions: string[], seconds: number, mode: 'udp' | 'tcp'): Promise<number> {
    const file = `/tmp/questions-${mode}`;
    writeFileSync(`/proc/${this.pid}/root${file}`, questions.map((question) => `${question}\n`).join(''));
    // Each question that is lost is a line of errors.
    const command = `dnsperf -m ${mode} -s ${server} -d ${file} -l ${seconds} -c 8 -q 1000 -t 1 2> /dev/null`;
    return performance(await this.run('sh', '-c', command)).queriesPerSecond;
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

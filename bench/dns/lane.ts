import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, openSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { KUBE_DNS, LOCAL_DNS, NODE_ADDRESS, SITE_RESOLVER } from '../../lab/harness/addresses';
import { LOGS, STATE, sh } from '../../lab/harness/process';

/** The address of the cluster's CoreDNS, to which kube-proxy would send queries for the kube-dns IP. */
export const CLUSTER_COREDNS = '10.77.0.10';

const PLACES = ['pod', 'node', 'upstream'] as const;
type Place = (typeof PLACES)[number];

export interface ProcessOptions {
  /** The content of files that the program finds by these paths, all of them in /etc. */
  files?: Readonly<Record<string, string>>;
  env?: Readonly<Record<string, string>>;
}

/** A node, a pod on it and the servers behind it: namespaces joined by veth, with the same addresses in every lane. */
export class Lane {
  private static count = 0;
  private readonly id = `lane${Lane.count++}`;
  private processes = 0;
  private readonly running: ChildProcess[] = [];

  constructor() {
    const ns = (place: Place) => this.namespace(place);
    const [pod, node, upstream] = PLACES.map(ns);
    ip(...PLACES.map((place) => `netns add ${ns(place)}`));
    ip(
      `link add pods netns ${node} type veth peer name eth0 netns ${pod}`,
      `link add uplink netns ${node} type veth peer name eth0 netns ${upstream}`,
    );
    const device = (place: Place, name: string, ...addresses: string[]) => {
      const added = addresses.map((address) => `address add ${address} dev ${name}`);
      sh('ip', ['-n', ns(place), '-batch', '-'], {
        input: [...added, `link set ${name} up`, 'link set lo up'].join('\n'),
      });
    };
    device('pod', 'eth0', '10.88.0.2/24');
    device('node', 'pods', '10.88.0.1/24');
    device('node', 'uplink', `${NODE_ADDRESS}/24`);
    device('upstream', 'eth0', `${SITE_RESOLVER}/24`, `${CLUSTER_COREDNS}/24`);
    this.run('pod', 'ip', 'route', 'add', 'default', 'via', '10.88.0.1');
    this.run('upstream', 'ip', 'route', 'add', 'default', 'via', NODE_ADDRESS);
    this.run('node', 'sysctl', '-qw', 'net.ipv4.ip_forward=1');
    // As kube-proxy does with queries that no cache takes.
    for (const protocol of ['udp', 'tcp']) {
      this.iptables(`-t nat -A PREROUTING -d ${KUBE_DNS} -p ${protocol} --dport 53 -j DNAT --to ${CLUSTER_COREDNS}:53`);
    }
  }

  run(place: Place, ...command: string[]): string {
    return sh('ip', ['netns', 'exec', this.namespace(place), ...command]);
  }

  iptables(rule: string, place: Place = 'node'): string {
    return this.run(place, 'iptables', ...rule.split(' '));
  }

  /** Sets up addresses and rules as a cache does, for a server that does not do it itself. */
  setUpCacheAddresses() {
    ip(`-n ${this.namespace('node')} link add nodelocaldns type bridge`);
    for (const address of [LOCAL_DNS, KUBE_DNS]) {
      ip(`-n ${this.namespace('node')} address add ${address}/32 dev nodelocaldns`);
      for (const protocol of ['udp', 'tcp']) {
        this.iptables(`-t raw -A PREROUTING -d ${address} -p ${protocol} --dport 53 -j NOTRACK`);
        this.iptables(`-t raw -A OUTPUT -s ${address} -p ${protocol} --sport 53 -j NOTRACK`);
      }
    }
  }

  /** Drops every hundredth packet between the node and the servers, in both directions. */
  loseOnePercent() {
    const lost = '-m statistic --mode random --probability 0.01 -j DROP';
    this.iptables(`-t raw -A PREROUTING -i uplink ${lost}`);
    this.iptables(`-t raw -A PREROUTING -i eth0 ${lost}`, 'upstream');
  }

  /** Starts a program with an /etc and a /tmp of its own; it ends with the lane or with the machine. */
  start(place: Place, command: readonly string[], { files = {}, env = {} }: ProcessOptions = {}): ChildProcess {
    const directory = join(STATE, this.id, String(this.processes++));
    for (const [path, text] of Object.entries({ '/etc/resolv.conf': `nameserver ${SITE_RESOLVER}\n`, ...files })) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), text);
    }
    mkdirSync(LOGS, { recursive: true });
    const log = openSync(join(LOGS, `${this.id}-${this.processes}.log`), 'a');
    const container = ['netns', 'exec', this.namespace(place), join(__dirname, 'container.sh'), directory];
    const child = spawn('ip', [...container, ...command], {
      stdio: ['ignore', log, log],
      env: { ...process.env, ...env },
    });
    this.running.push(child);
    return child;
  }

  /** Ends all processes that this lane started; the namespaces end with the machine. */
  stop() {
    for (const child of this.running) child.kill('SIGKILL');
  }

  namespace(place: Place): string {
    return `${this.id}-${place}`;
  }
}

function ip(...commands: string[]) {
  for (const command of commands) sh('ip', command.split(' '));
}

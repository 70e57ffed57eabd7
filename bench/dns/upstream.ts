import type { ChildProcess } from 'node:child_process';
import { SITE_RESOLVER } from '../../lab/harness/addresses';
import { ended, until } from '../../lab/harness/process';
import { program } from '../../lab/harness/programs';
import { CLUSTER_COREDNS, type Lane } from './lane';
import { SEARCH_DOMAINS } from './workloads';

const METRICS = 'http://127.0.0.1:9153/metrics';
const SERVICES = ['kubernetes.default', 'kube-dns.kube-system', 'shop'].map((name) => `${name}.svc.cluster.local`);
const SITE_DOMAINS = SEARCH_DOMAINS.filter((domain) => !domain.endsWith('cluster.local'));

/** The TTL of the site's answers, in seconds. */
export const SITE_TTL = 300;
/** The TTL in the Corefile of a cluster's CoreDNS, in seconds. */
const CLUSTER_TTL = 30;

/**
 * The Corefile of the cluster's CoreDNS and of the site's resolver. The first has the plugins that it has in a cluster,
 * with templates in place of `kubernetes`. Each answer waits for `milliseconds`. CoreDNS asks the site at a port of its
 * own, whose queries are not counted, since they do not come from the node.
 */
function corefile(milliseconds: number): string {
  const far = milliseconds ? `delay ${milliseconds}ms` : '';
  const counted = `prometheus ${new URL(METRICS).host}`;
  const site = (port: number, more: string) => `.:${port} {
  bind ${SITE_RESOLVER}
  ${far}
  ${more}
  ${missing([...SITE_DOMAINS, 'kubernetes'], SITE_TTL)}
  ${exists(['.'], SITE_TTL)}
}
`;
  return `.:53 {
  bind ${CLUSTER_COREDNS}
  ${far}
  errors
  ${counted}
  ${exists(SERVICES, CLUSTER_TTL)}
  ${missing(['cluster.local'], CLUSTER_TTL)}
  forward . ${SITE_RESOLVER}:5353
  cache 30
  loop
  loadbalance
}
${site(53, counted)}${site(5353, '')}`;
}

function exists(zones: string[], ttl: number): string {
  return `template IN A ${zones.join(' ')} {
    answer "{{ .Name }} ${ttl} IN A 192.0.2.7"
  }`;
}

function missing(zones: string[], ttl: number): string {
  return `template ANY ANY ${zones.join(' ')} {
    rcode NXDOMAIN
    authority "{{ .Zone }} ${ttl} IN SOA ns.lab.example. hostmaster.lab.example. 1 7200 1800 86400 ${ttl}"
  }`;
}

/** The servers that a lane's node asks. */
export class Upstream {
  private process?: ChildProcess;

  constructor(private readonly lane: Lane) {}

  /** Starts the servers, or starts them again at another distance. */
  async start(milliseconds: number) {
    await this.stop();
    const files = { '/etc/upstream': corefile(milliseconds) };
    const command = [await program('coredns-cluster'), '-conf', '/etc/upstream', '-quiet'];
    this.process = this.lane.start('upstream', command, { files });
    const dig = ['dig', `@${CLUSTER_COREDNS}`, '+tries=1', '+timeout=1', 'www.example.org'];
    const exec = ['netns', 'exec', this.lane.namespace('upstream')];
    await until('the upstream servers answer', async () => (await ended('ip', [...exec, ...dig])).ok);
  }

  get pid(): number {
    return this.process?.pid as number;
  }

  /** The number of queries from the node since the servers' start. */
  queries(): number {
    const show = `fetch('${METRICS}').then((r) => r.text()).then((text) => process.stdout.write(text))`;
    return [
      ...this.lane.run('upstream', process.execPath, '-e', show).matchAll(/^coredns_dns_requests_total.* (\S+)$/gm),
    ]
      .map(([, count]) => Number(count))
      .reduce((sum, count) => sum + count, 0);
  }

  private async stop() {
    const { process } = this;
    if (!process) return;
    const end = new Promise((resolve) => process.once('exit', resolve));
    process.kill('SIGKILL');
    await end;
  }
}

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { configurationOf, NODE_RESOLVER, UPSTREAM_SERVICE } from '../../lab/corefile/configuration';
import { setAddresses, startCoreDns } from '../../lab/corefile/coredns';
import { CacheProfile } from '../../src';
import type { Answers, Case } from './cases';
import { BoundedProcess } from './process';

/** The zones in the order in which cases use them. */
const ZONES = ['cluster.local', 'example', '200.10.in-addr.arpa', 'stub.test', '0.8.b.d.0.1.0.0.2.ip6.arpa'];
const STUB_SERVER = '192.0.2.251';
/** A cache that hangs does not get through its questions. */
const FILL_SECONDS = '45';

/** Memory in MiB. */
export interface Figures {
  readonly outcome: 'serves' | 'does not serve' | 'killed';
  readonly entries: number;
  /** In use on Go's heap after a collection. */
  readonly live: number;
  /** Without the pages of the program's file. */
  readonly anonymous: number;
  /** The most that the kernel counted against the limit. */
  readonly charged: number;
  readonly perSecond: number;
  readonly cpuSecondsPerMillion: number;
}

/** Fills the caches of a new process, and says what that took. */
export async function measure({ answers, zones, capacity, gogc, limit }: Case): Promise<Figures> {
  const cache = CacheProfile.of({ successCapacity: capacity, denialCapacity: capacity });
  const { corefile, bound } = configurationOf({ cache, stubDomains: { 'stub.test': [STUB_SERVER] } });
  const servers = [UPSTREAM_SERVICE.IPv4, NODE_RESOLVER, STUB_SERVER];
  setAddresses([...bound, ...servers]);
  const upstream = await startCoreDns('coredns-cluster', upstreamCorefile(servers, answers));
  const filledIn = corefile
    .replaceAll('__PILLAR__CLUSTER__DNS__', UPSTREAM_SERVICE.IPv4)
    .replaceAll('__PILLAR__UPSTREAM__SERVERS__', NODE_RESOLVER);
  const child = await BoundedProcess.start(filledIn, gogc, limit);
  try {
    const metrics = () => metricsOf(bound[0]);
    const started = await within(20, async () => child.ended || (await metrics()) !== '');
    const asked =
      started && !child.ended ? fill(bound[0], zones, answers, 2 * capacity) : { perSecond: 0, completed: 0 };
    await wait(500);
    if (child.ended) return { ...NOTHING, outcome: 'killed', charged: child.peak(), perSecond: asked.perSecond };
    const text = await metrics();
    return {
      outcome: text === '' ? 'does not serve' : 'serves',
      entries: sum(text, 'coredns_cache_entries'),
      live: sum(text, 'go_memstats_next_gc_bytes') / 2 ** 20 / (1 + gogc / 100),
      anonymous: child.anonymous(),
      charged: child.peak(),
      perSecond: asked.perSecond,
      cpuSecondsPerMillion: (child.cpuSeconds() / asked.completed) * 1e6,
    };
  } finally {
    await child.stop();
    await upstream.stop();
  }
}

const NOTHING = { entries: 0, live: 0, anonymous: 0, cpuSecondsPerMillion: 0 };

function upstreamCorefile(servers: readonly string[], answers: readonly Answers[]): string {
  const templates = answers.map(
    ({ label, template, type }) => `    template IN ${type} ${ZONES.join(' ')} {
        match ^${label}
        ${template.join('\n        ')}
        fallthrough
    }
`,
  );
  return `.:53 {\n    bind ${servers.join(' ')}\n${templates.join('')}}\n`;
}

async function within(seconds: number, condition: () => Promise<boolean>): Promise<boolean> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await wait(100)) {
    if (await condition()) return true;
  }
  return false;
}

/** Empty if the process does not answer. */
async function metricsOf(address: string): Promise<string> {
  try {
    return await (await fetch(`http://${address}:9253/metrics`, { signal: AbortSignal.timeout(5000) })).text();
  } catch {
    return '';
  }
}

/** The sum of a figure over its labels. */
function sum(metrics: string, name: string): number {
  const lines = metrics.matchAll(new RegExp(`^${name}(?:{.*})? (\\S+)$`, 'gm'));
  return [...lines].reduce((all, [, value]) => all + Number(value), 0);
}

/** Asks for so many names of each zone and kind once, or for one name 40,000 times. */
function fill(address: string, zones: number, answers: readonly Answers[], names: number) {
  const [count, times] = zones ? [names, 1] : [1, 40_000];
  const file = `/tmp/bench-memory-${process.pid}.questions`;
  writeFileSync(file, questions(ZONES.slice(0, Math.max(1, zones)), answers, count));
  const options = ['-s', address, '-d', file, '-e', '-n', String(times), '-c', '10', '-l', FILL_SECONDS, '-t', '2'];
  const tree = String(process.env.DEBIAN_TREE);
  const { stdout } = spawnSync(join(tree, 'usr/bin/dnsperf'), options, {
    encoding: 'utf8',
    maxBuffer: 64 << 20,
    env: { ...process.env, LD_LIBRARY_PATH: join(tree, 'usr/lib/x86_64-linux-gnu') },
  });
  const figure = (name: string) => Number(new RegExp(`${name}: +([\\d.]+)`).exec(stdout)?.[1]);
  return { perSecond: figure('Queries per second'), completed: figure('Queries completed') };
}

function questions(zones: readonly string[], answers: readonly Answers[], count: number): string {
  const numbers = Array.from({ length: count }, (_, n) => n);
  return numbers
    .flatMap((n) =>
      zones.flatMap((zone) => answers.map(({ label, type }) => `${label}-${n}.some-namespace.svc.${zone} ${type}\n`)),
    )
    .join('');
}

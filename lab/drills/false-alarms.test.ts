import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TWELVE_NAMES } from '../../bench/dns/workloads';
import { apply, containerLogs, install, nodeCachePids, remove } from '../harness/install';
import { ClientPod } from '../harness/pods';
import { PATIENCE, sh, sleep } from '../harness/process';
import { recordCell } from '../harness/report';
import { ORDINARY_NAMESERVER } from '../harness/variants';
import { removeLinks, restart } from './caches';
import { FAIL_OPEN } from './configurations';
import { forgetDnat, keepConntrackFull } from './faults';

const SECONDS = Number(process.env.LAB_LOAD_SECONDS ?? 600);
const QUESTIONS = TWELVE_NAMES.map((name) => `${name} A`);
const { name, manifest } = FAIL_OPEN;

/** What the keeper did, and what happened to the cache meanwhile. */
class Watched {
  readonly alarms = new Set<string>();
  looks = 0;
  looksWithoutRules = 0;
  reloads = 0;
  starts = 0;
  /** A cache that ends takes its rules away itself. */
  private replacing = false;

  constructor(private readonly loaded: () => boolean) {}

  /** Looks twice a second whether the rules are there, and what the keeper says. */
  async look() {
    for (; this.loaded(); await sleep(0.5)) {
      const rules = sh('iptables', ['-t', 'raw', '-S', 'PREROUTING']);
      if (!this.replacing && !rules.includes('node-local-dns fail-open')) this.looksWithoutRules++;
      for (const line of containerLogs('fail-open-rules-keeper').split('\n')) {
        if (line.includes('does not read')) this.alarms.add(line);
      }
      this.looks++;
    }
  }

  /** Everything that a cache goes through which does not hang, again and again. */
  async disturb() {
    for (let seconds = 29; this.loaded(); seconds--) {
      await this.reload(() => process.kill(nodeCachePids()[0], 'SIGUSR1'));
      await this.reload(() => apply(manifest.replace(/(success \d+) 30\b/, `$1 ${seconds}`)));
      await keepConntrackFull(10);
      await this.reload(() => process.kill(nodeCachePids()[0], 'SIGUSR1'));
      if (this.loaded()) await this.start();
    }
  }

  private async reload(how: () => unknown) {
    if (!this.loaded()) return;
    await how();
    this.reloads++;
    await sleep(8);
  }

  private async start() {
    this.replacing = true;
    await restart();
    this.replacing = false;
    this.starts++;
    await sleep(8);
  }
}

describe(`drill of ${name}`, () => {
  let pod: ClientPod;

  beforeAll(async () => {
    await install(manifest);
    pod = await ClientPod.start('load');
  });
  afterAll(async () => {
    await pod.delete();
    await remove(manifest);
    removeLinks();
    forgetDnat();
  });

  const what = `dnsperf at full speed for ${SECONDS} s, with reloads, starts and a full conntrack table`;
  test(what, { timeout: (SECONDS + 120) * 1000 * PATIENCE }, async () => {
    let loaded = true;
    const load = Promise.all(
      (['udp', 'tcp'] as const).map((mode) => pod.load(ORDINARY_NAMESERVER, QUESTIONS, SECONDS, mode)),
    ).finally(() => {
      loaded = false;
    });
    const watched = new Watched(() => loaded);
    const [speeds] = await Promise.all([load, watched.look(), watched.disturb()]);

    const { alarms, looks, looksWithoutRules, reloads, starts } = watched;
    const speed = speeds.map((value) => Math.round(value)).join(' and ');
    recordCell(
      what,
      name,
      `${alarms.size} false alarms, rules away at ${looksWithoutRules} of ${looks} looks; ${speed} answers a second over UDP and TCP, ${reloads} reloads, ${starts} starts`,
    );
    expect([...alarms]).toEqual([]);
    expect(looksWithoutRules).toBe(0);
    expect(looks).toBeGreaterThan(SECONDS / PATIENCE / 2);
    for (const answers of speeds) expect(answers).toBeGreaterThan(100);
  });
});

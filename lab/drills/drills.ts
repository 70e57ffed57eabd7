import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { KUBE_DNS } from '../harness/addresses';
import { clusterDns, SHORT_NAME, startSiteResolvers } from '../harness/cluster-dns';
import { apply, containerLogs, imageOf, install, remove } from '../harness/install';
import { field, kubectl, kubectlWith } from '../harness/kubectl';
import { firstStaleAnswer, type Period } from '../harness/lookup-figures';
import type { Probe } from '../harness/probe';
import { daemon, endDaemon, ended, LOGS, PATIENCE, STATE, sh, sleep, until } from '../harness/process';
import { program } from '../harness/programs';
import { links, removeLinks, restart, rolledOutAgain } from './caches';
import {
  CLUSTER_NAME,
  cacheServes,
  forgetDnat,
  keepConntrackFull,
  keptFor,
  makeOld,
  runOutOfMemory,
  signal,
  silenceClusterDns,
  silenceSiteResolver,
  takePort,
} from './faults';
import { isComplete, nodeState } from './node-state';

const SYSTEM = '--namespace=kube-system';
/** Seconds after which no cache has an answer of the cluster's DNS any more. Its TTL is 30. */
const LONGER_THAN_KEPT = 40;

export interface Drill {
  /** Quick drills run in `npm run e2e` too. */
  quick?: boolean;
  /** The name that the pod looks up; one outside of the cluster if left out. */
  asks?: string;
  /** The pod asks the local IP, whatever the proxy mode. */
  asksLocalIp?: boolean;
  /** Runs before the pod's first lookup. */
  before?(manifest: string): Promise<unknown>;
  /** The failure, while the pod looks the name up. Ends when the cache serves again, or is gone. */
  run(manifest: string, probe: Probe): Promise<unknown>;
  /** What the cell says besides the figures of every drill. */
  note?(probe: Probe): string;
  /** Restores what does not belong to the cache. */
  after?(): Promise<unknown>;
}

/** The drills by their names in the report and on the page. */
const drills = {
  'three SIGKILLs in a row': {
    async run() {
      for (let times = 0; times < 3; times++) await signal('SIGKILL');
    },
  },

  'SIGKILL, with another process on 0.0.0.0:53': {
    quick: true,
    async run(manifest) {
      const file = join(STATE, 'stranger.conf');
      const answer = '  log . "{remote} {type} {name}"\n  template ANY ANY . {\n    rcode REFUSED\n  }\n';
      writeFileSync(file, `. {\n  bind 0.0.0.0\n${answer}}\n`);
      daemon('stranger', await program('coredns-cluster'), ['-conf', file, '-quiet']);
      const asked = () => sh('dig', ['@127.0.0.1', '+tries=1', 'stranger.example']).includes('REFUSED');
      await until('the stranger answers who asks it', asked);
      await signal('SIGKILL');
      endDaemon('stranger');
      if (manifest.includes('fail-open')) {
        const log = readFileSync(join(LOGS, 'stranger.log'), 'utf8');
        expect(log).toContain('127.0.0.1 A stranger.example.');
        expect(log).not.toContain('10.88.');
      }
    },
  },

  SIGSTOP: { quick: true, run: () => signal('SIGSTOP') },

  'OOM kill': {
    quick: true,
    async run() {
      await runOutOfMemory();
      const reason = () => field('.items[*].status.containerStatuses[*].lastState.terminated.reason', SYSTEM, 'pods');
      await until('the kubelet knows', async () => (await reason()).includes('OOMKilled'));
    },
  },

  'update to another image tag': {
    quick: true,
    async run(manifest) {
      const image = imageOf(manifest);
      // Its digest would be another one too.
      await apply(manifest.replaceAll(image, `${image.replace(/@.*/, '')}-next`));
      await rolledOutAgain();
    },
  },

  'changed ConfigMap': {
    quick: true,
    async run(manifest) {
      const reloads = () => containerLogs().split('Reloading complete').length;
      const before = reloads();
      await apply(manifest.replace(/(success \d+) 30\b/, '$1 25'));
      await until('it has been read', () => reloads() > before, { seconds: 90 });
    },
  },

  '`kubectl delete`': {
    quick: true,
    async run(manifest) {
      await remove(manifest);
      // The DNAT to kube-dns stays, for pods whose nameserver is the local IP.
      const rules = (await nodeState()).filter((entry) => entry.startsWith('rule: '));
      expect(rules.filter((rule) => !rule.startsWith('rule: nat'))).toEqual([]);
      if (!manifest.includes('-skipteardown=true')) expect(links()).toEqual([]);
    },
  },

  'rules flushed by hand': {
    quick: true,
    async run() {
      const complete = async () => isComplete(await nodeState());
      if (!(await complete())) throw new Error('there are no rules to flush');
      sh('iptables', ['-t', 'raw', '-F']);
      await until('the rules are back', complete, { seconds: 90 });
    },
  },

  'interface deleted by hand': {
    async run() {
      const before = await nodeState();
      removeLinks();
      await until('it is back', async () => `${await nodeState()}` === `${before}`, { seconds: 180 });
      await cacheServes();
    },
  },

  'xtables lock held for 30 s, and a restart': {
    async run() {
      const held = ended('flock', ['/run/xtables.lock', 'sleep', '30']);
      await restart();
      await held;
      await cacheServes();
    },
  },

  'conntrack table full for 45 s': {
    async run() {
      await keepConntrackFull(45);
      await cacheServes();
    },
  },

  'cluster DNS down for 40 s': {
    asks: CLUSTER_NAME,
    async run() {
      const scale = (replicas: number) => kubectl(SYSTEM, 'scale', 'deployment/coredns', `--replicas=${replicas}`);
      await scale(0);
      const pods = () => kubectl(SYSTEM, 'get', 'pods', '--selector=k8s-app=kube-dns', '--output=name');
      await until('CoreDNS is gone', async () => (await pods()) === '');
      await sleep(LONGER_THAN_KEPT);
      await scale(1);
      await kubectl(SYSTEM, 'rollout', 'status', 'deployment/coredns');
      await cacheServes();
    },
  },

  'cluster DNS silent for 40 s': { ...silent(CLUSTER_NAME, silenceClusterDns), before: makeOld },

  'cluster DNS silent for 40 s, and the cache has just started': {
    ...silent(CLUSTER_NAME, silenceClusterDns),
    async before() {
      await restart();
      await until('the rules are there', async () => isComplete(await nodeState()), { seconds: 90 });
    },
  },

  'site resolver silent for 40 s': silent(SHORT_NAME, silenceSiteResolver),

  'Service kube-dns made again with another IP': {
    asks: CLUSTER_NAME,
    async run() {
      await kubeDnsWithIp('10.96.0.11');
      await sleep(LONGER_THAN_KEPT);
    },
    after: () => kubeDnsWithIp(KUBE_DNS),
  },

  'install, with port 53 taken for 10 s': {
    asks: CLUSTER_NAME,
    before: remove,
    async run(manifest) {
      // The port is taken on all addresses, so the site's resolver must give it up too.
      endDaemon('site-resolver');
      await installWithPortTaken(manifest, 53);
    },
    after: startSiteResolvers,
  },

  'install, with port 8080 taken for 10 s': {
    before: remove,
    run: (manifest) => installWithPortTaken(manifest, 8080),
  },

  'first install, and pods ask the local IP already': {
    asksLocalIp: true,
    async before(manifest) {
      await remove(manifest);
      forgetDnat();
    },
    run: install,
  },
} satisfies Record<string, Drill>;

export type DrillName = keyof typeof drills;
export const DRILLS: [name: DrillName, drill: Drill][] = Object.entries(drills) as [DrillName, Drill][];

/** Nothing that servers are sent arrives, while a pod looks up a name that the cache has. */
function silent(name: string, silence: () => Promise<() => void>): Drill {
  let period: Period;
  let ttl: number;
  return {
    asks: name,
    async run(_, probe) {
      const end = await silence();
      const from = probe.now;
      ttl = await keptFor(name);
      await sleep(LONGER_THAN_KEPT);
      // From the next line on answers may be fresh ones.
      period = { from, to: probe.now };
      end();
      await cacheServes();
    },
    note({ lookups }) {
      const took = firstStaleAnswer(lookups, period, ttl + 2);
      return took === undefined ? 'no stale answer' : `first stale answer after ${took.toFixed(1)} s`;
    },
  };
}

async function kubeDnsWithIp(address: string) {
  await kubectl(SYSTEM, 'delete', 'service', 'kube-dns');
  await kubectlWith(clusterDns().replace(`clusterIP: ${KUBE_DNS}`, `clusterIP: ${address}`), 'apply', '--server-side');
}

async function installWithPortTaken(manifest: string, port: number) {
  const free = await until('the port is free', () => takePort(port));
  await apply(manifest);
  await sleep(10 * PATIENCE);
  free();
  await cacheServes();
}

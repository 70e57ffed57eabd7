import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { CacheProfile, type NodeLocalDnsCacheProps } from '../../src';
import { configurationOf, NODE_RESOLVER, UPSTREAM_SERVICE } from './configuration';
import { startCoreDns } from './coredns';
import { ANSWER_SECONDS, startServers } from './servers';
import { resolverAt, whileServing } from './serving';
import { endSilence, silence } from './silence';

const CLUSTER_NAME = 'db.default.svc.cluster.local';
const OUTSIDE_NAME = 'www.example.org';
const NAMES = [CLUSTER_NAME, OUTSIDE_NAME];
const SERVERS = [UPSTREAM_SERVICE.IPv4, NODE_RESOLVER];
/** What a busy machine may add. */
const SLACK = 0.7;

interface Lookup {
  /** Seconds since the clock was set. */
  readonly asked: number;
  readonly took: number;
  /** The answer, or the error. */
  readonly text: string;
}

async function lookUp(address: string, name: string, since = Date.now()): Promise<Lookup> {
  const asked = Date.now();
  const answer = resolverAt(address, { timeout: 40_000, tries: 1 }).resolveTxt(name);
  const text = await answer.then(
    ([[first]]) => first,
    ({ code }) => code,
  );
  return { asked: (asked - since) / 1000, took: (Date.now() - asked) / 1000, text };
}

/** Asks for each name twenty times a second, whether or not answers come. */
async function keepAsking(address: string, names: readonly string[], seconds: number): Promise<Lookup[]> {
  const since = Date.now();
  const lookups: Promise<Lookup>[] = [];
  while (Date.now() - since < seconds * 1000) {
    lookups.push(...names.map((name) => lookUp(address, name, since)));
    await sleep(50);
  }
  return Promise.all(lookups);
}

const longest = (lookups: readonly Lookup[]) => Math.max(...lookups.map(({ took }) => took));
/** The texts of the answers from when a health check has had time to find the servers back. */
const textsSoonAfter = (lookups: readonly Lookup[]) => [
  ...new Set(lookups.filter(({ asked }) => asked > 1.1 + SLACK).map(({ text }) => text)),
];
const expire = () => sleep((ANSWER_SECONDS + 1) * 1000);

/** Asks for 400 new names, one after another, whether or not answers come. */
async function askNewNames(address: string, zone: string): Promise<Lookup[]> {
  const lookups: Promise<Lookup>[] = [];
  for (let index = 0; index < 400; index++) {
    lookups.push(lookUp(address, `new-${index}.${zone}`));
    await sleep(20);
  }
  return Promise.all(lookups);
}

/** After so many queries at a time, forward's average of dials is that of an old cache. */
async function makeOld(address: string) {
  for (let round = 0; round < 4; round++) {
    const names = Array.from({ length: 50 }, (_, index) => NAMES.map((name) => `old-${round}-${index}.${name}`));
    await Promise.all(names.flat().map((name) => lookUp(address, name)));
  }
}

describe('while the servers are silent, with CacheProfile.FAIL_FAST', () => {
  const props: NodeLocalDnsCacheProps = { cache: CacheProfile.FAIL_FAST, upstreamServers: [NODE_RESOLVER] };

  test.each(['a young', 'an old'])(
    '%s cache gives stale answers within 2 seconds, later at once, and then fresh ones',
    async (age) => {
      const configuration = configurationOf(props);
      const [address] = configuration.bound;
      await whileServing(configuration, async (servers) => {
        if (age === 'an old') await makeOld(address);
        await Promise.all(NAMES.map((name) => lookUp(address, name)));
        await expire();
        silence(SERVERS);
        const during = await keepAsking(address, NAMES, 10);
        await servers.stop();
        const changed = await startServers(configuration.servers, 'changed');
        endSilence(SERVERS);
        const after = await keepAsking(address, NAMES, 4);
        await changed.stop();

        expect(SERVERS).toEqual(expect.arrayContaining(during.map(({ text }) => text)));
        expect(longest(during)).toBeLessThan(2 + SLACK);
        expect(longest(during.filter(({ asked }) => asked > 5 + SLACK))).toBeLessThan(SLACK);
        expect(longest(after)).toBeLessThan(SLACK);
        expect(textsSoonAfter(after)).toEqual(['changed']);
      });
    },
  );

  test("the first stale answer takes 4 seconds with the node's own servers, which may be several", async () => {
    const configuration = configurationOf({ cache: CacheProfile.FAIL_FAST });
    const [address] = configuration.bound;
    await whileServing(configuration, async () => {
      const { text } = await lookUp(address, OUTSIDE_NAME);
      await expire();
      silence(SERVERS);
      const during = await keepAsking(address, [OUTSIDE_NAME], 7);
      endSilence(SERVERS);

      expect(during.filter((lookup) => lookup.text !== text)).toEqual([]);
      expect(longest(during)).toBeLessThan(4 + SLACK);
      expect(longest(during.filter(({ asked }) => asked > 5 + SLACK))).toBeLessThan(SLACK);
    });
  });

  test('no new name is lost while one of two servers is silent', async () => {
    const two = ['192.0.2.1', '192.0.2.2'];
    const configuration = configurationOf({ ...props, upstreamServers: two });
    const [address] = configuration.bound;
    await whileServing(configuration, async () => {
      silence(two.slice(0, 1));
      const texts = (await askNewNames(address, 'example.org')).map(({ text }) => text);
      endSilence(two.slice(0, 1));

      expect(texts).toEqual(texts.map(() => two[1]));
    });
  });

  test("nine of ten new names have their answers while one of two pods of the cluster's DNS hangs", async () => {
    const configuration = configurationOf(props);
    const [address] = configuration.bound;
    await whileServing(configuration, async () => {
      // On the same addresses: the kernel gives each connection or socket of the cache to one of the two.
      const second = await startServers(configuration.servers);
      await makeOld(address);
      second.hang();
      const texts = (await askNewNames(address, 'cluster.local')).map(({ text }) => text);
      await second.stop();

      const answered = texts.filter((text) => text === UPSTREAM_SERVICE.IPv4);
      expect(answered.length / texts.length).toBeGreaterThan(0.9);
    });
  });

  test("servers outside that stay silent do not keep the cluster's names from being fresh", async () => {
    const configuration = configurationOf(props);
    const [address] = configuration.bound;
    await whileServing(configuration, async (servers) => {
      await lookUp(address, CLUSTER_NAME);
      await expire();
      silence(SERVERS);
      await keepAsking(address, [CLUSTER_NAME], 6);
      await servers.stop();
      const changed = await startCoreDns(
        'coredns-cluster',
        `.:53 {
    bind ${UPSTREAM_SERVICE.IPv4}
    template IN TXT cluster.local {
        answer "{{ .Name }} ${ANSWER_SECONDS} IN TXT changed"
    }
    template IN NS cluster.local {
        answer "cluster.local ${ANSWER_SECONDS} IN NS ns.dns.cluster.local."
    }
    forward . ${NODE_RESOLVER}
}
`,
      );
      endSilence([UPSTREAM_SERVICE.IPv4]);
      const after = await keepAsking(address, [CLUSTER_NAME], 4);
      await changed.stop();
      endSilence([NODE_RESOLVER]);

      expect(textsSoonAfter(after)).toEqual(['changed']);
    });
  });
});

describe('while the servers refuse', () => {
  /** Asks once for a name that has expired: how long the answer takes, and how many connections it costs. */
  async function refused(props: NodeLocalDnsCacheProps) {
    const configuration = configurationOf(props);
    const [address] = configuration.bound;
    let result = { took: 0, text: '', dials: 0 };
    await whileServing(configuration, async (servers) => {
      await lookUp(address, CLUSTER_NAME);
      await expire();
      await servers.stop();
      const before = await dials(address);
      const { took, text } = await lookUp(address, CLUSTER_NAME);
      result = { took, text, dials: (await dials(address)) - before };
    });
    return result;
  }

  async function dials(address: string): Promise<number> {
    const text = await (await fetch(`http://${address}:9253/metrics`)).text();
    const misses = text.matchAll(/^coredns_proxy_conn_cache_misses_total\{proto="tcp",.*\} (\S+)$/gm);
    return [...misses].reduce((sum, [, value]) => sum + Number(value), 0);
  }

  test.each([
    ['SERVFAIL', 'OFFICIAL', CacheProfile.OFFICIAL, 'ESERVFAIL'],
    ['a stale answer', 'RESILIENT', CacheProfile.RESILIENT, UPSTREAM_SERVICE.IPv4],
  ])('%s comes at once, after three attempts, with CacheProfile.%s', async (_, __, cache, text) => {
    const result = await refused({ cache });

    expect(result).toMatchObject({ text });
    expect(result.took).toBeLessThan(SLACK);
    expect(result.dials).toBeLessThanOrEqual(3);
  });

  test('there are more than a thousand attempts with an image that cannot bound them', async () => {
    expect((await refused({ image: 'node-cache:1.26.7' })).dials).toBeGreaterThan(1000);
  });
});

import { setTimeout as sleep } from 'node:timers/promises';
import { Duration } from 'cdk8s';
import { describe, expect, test } from 'vitest';
import {
  CacheProfile,
  ErrorLog,
  Forward,
  type ForwardOptions,
  ForwardPolicy,
  ForwardProtocol,
  type NodeLocalDnsCacheProps,
  QueryLog,
  ResponseCode,
  Zone,
} from '../../src';
import { UPSTREAM_SERVICE } from './configuration';
import { ask, type Transport } from './question';
import type { Servers } from './record-servers';
import { type Running, whileZonesAreServed } from './zone-servers';

const INTERNAL = '192.0.2.1';
const PUBLIC = '192.0.2.2';
/** A server of the company, and one that knows only what is outside. */
const SERVERS: Servers = {
  [INTERNAL]: { records: { 'db.corp.example A': ['@ 300 A 10.0.0.7'] } },
  [PUBLIC]: { records: { 'www.example.org A': ['@ 300 A 192.0.2.7'] } },
};

/** A root with two servers. */
const toBoth = (options: ForwardOptions): NodeLocalDnsCacheProps => ({
  zones: { '.': Zone.of({ forward: Forward.to([INTERNAL, PUBLIC], options) }) },
});

const names = (count: number, domain: string) => Array.from({ length: count }, (_, index) => `n${index}.${domain}`);
const codes = (address: string, all: readonly string[], by?: Transport) =>
  Promise.all(all.map(async (name) => (await ask(address, name, 'A', by)).code));
/** What is asked for, and at which servers. */
async function serversOf({ address, servers }: Running, all: readonly string[]): Promise<string[]> {
  await codes(address, all);
  return (await servers.queries(all.length)).map((query) => query.split(' ')[0]);
}

describe('of two servers', () => {
  test('the first one gets all of 60 questions with ForwardPolicy.SEQUENTIAL', async () => {
    await whileZonesAreServed(toBoth({ policy: ForwardPolicy.SEQUENTIAL }), SERVERS, async (running) => {
      expect(await serversOf(running, names(60, 'corp.example'))).toEqual(Array(60).fill(INTERNAL));
    });
  });

  test('both get some of 60 questions without it', async () => {
    await whileZonesAreServed(toBoth({}), SERVERS, async (running) => {
      const asked = await serversOf(running, names(60, 'corp.example'));

      expect(asked.filter((server) => server === PUBLIC).length).toBeGreaterThan(10);
      expect(asked.filter((server) => server === INTERNAL).length).toBeGreaterThan(10);
    });
  });

  const failover = toBoth({ failover: [ResponseCode.NXDOMAIN] });

  test('the second one is asked after an NXDOMAIN of the first, if failover says so', async () => {
    await whileZonesAreServed(failover, SERVERS, async ({ address, servers }) => {
      expect(await codes(address, ['www.example.org', 'db.corp.example'])).toEqual(['NOERROR', 'NOERROR']);
      expect((await servers.queries(3)).sort()).toEqual([
        `${INTERNAL} udp A db.corp.example`,
        `${INTERNAL} udp A www.example.org`,
        `${PUBLIC} udp A www.example.org`,
      ]);
    });
  });

  test('NXDOMAIN of both is the answer, after a query to each', async () => {
    await whileZonesAreServed(failover, SERVERS, async (running) => {
      expect(await codes(running.address, ['no.example'])).toEqual(['NXDOMAIN']);
      expect((await running.servers.queries(2)).map((query) => query.split(' ')[0])).toEqual([INTERNAL, PUBLIC]);
    });
  });

  test('the second one is asked while the first is away, with failover too', async () => {
    const { [PUBLIC]: second, ...later } = SERVERS;
    const body = async ({ address }: Running) =>
      expect(await codes(address, ['www.example.org', 'no.example'])).toEqual(['NOERROR', 'NXDOMAIN']);
    await whileZonesAreServed(failover, { [PUBLIC]: second }, body, { later });
  });
});

describe('the cache answers by itself', () => {
  const props: NodeLocalDnsCacheProps = {
    upstreamServers: [PUBLIC],
    zones: {
      'no.example': Zone.nonexistent(),
      'www.example.org': Zone.of({ withoutTypes: ['AAAA', 'HINFO'] }),
      'net.example': Zone.of({ forward: Forward.to([PUBLIC], { except: ['out.net.example'], maxConcurrent: 2 }) }),
    },
  };
  const slow: Servers = { [PUBLIC]: { ...SERVERS[PUBLIC], more: 'delay 300ms' } };

  test.each([
    ['a name of a zone that does not exist, with NXDOMAIN', 'a.no.example A', 'NXDOMAIN'],
    ['the zone itself', 'no.example TXT', 'NXDOMAIN'],
    ['a type that its zone does not have, without records', 'www.example.org AAAA', 'NOERROR'],
    ['a name that its zone leaves out, with SERVFAIL', 'a.out.net.example A', 'SERVFAIL'],
  ])('%s', async (_, question, code) => {
    await whileZonesAreServed(props, SERVERS, async ({ address, servers }) => {
      const [name, type] = question.split(' ');

      expect(await ask(address, name, type)).toEqual({ code, records: [] });
      expect(await servers.queries(0)).toEqual([]);
    });
  });

  test('questions above maxConcurrent, with REFUSED', async () => {
    await whileZonesAreServed(props, slow, async ({ address, servers }) => {
      // By then the question of `loop` has its answer.
      await codes(address, ['first.net.example']);
      await servers.queries(1);
      const answers = await codes(address, names(5, 'net.example'));

      expect(answers.sort()).toEqual(['NXDOMAIN', 'NXDOMAIN', 'REFUSED', 'REFUSED', 'REFUSED']);
      expect(await servers.queries(2)).toHaveLength(2);
    });
  });
});

test('reverseZones are those of its networks, and all others go where the root goes', async () => {
  const props = { upstreamServers: [PUBLIC], reverseZones: ['10.96.0.0/12', 'fd00:10::/30'] };
  const inside = [
    '1.0.96.10.in-addr.arpa',
    '255.255.111.10.in-addr.arpa',
    `1.${'0.'.repeat(23)}3.1.0.0.0.0.d.f.ip6.arpa`,
  ];
  const outside = ['1.0.112.10.in-addr.arpa', '7.2.0.192.in-addr.arpa', `1.${'0.'.repeat(23)}4.1.0.0.0.0.d.f.ip6.arpa`];
  await whileZonesAreServed(props, { ...SERVERS, [UPSTREAM_SERVICE.IPv4]: { records: {} } }, async (running) => {
    expect(await serversOf(running, inside)).toEqual(inside.map(() => UPSTREAM_SERVICE.IPv4));
    expect(await serversOf(running, outside)).toEqual(outside.map(() => PUBLIC));
  });
});

test('answers are kept for the least TTL of their zone, whatever their own', async () => {
  const cache = CacheProfile.of({ successMinTtl: Duration.seconds(20) });
  const props = { upstreamServers: [PUBLIC], zones: { 'brief.example': Zone.of({ cache }) } };
  const brief = {
    [PUBLIC]: { records: { 'a.brief.example A': ['@ 1 A 192.0.2.7'], 'a.example A': ['@ 1 A 192.0.2.7'] } },
  };
  await whileZonesAreServed(props, brief, async ({ address, servers }) => {
    const ttl = async (name: string) => (await ask(address, name, 'A')).records[0]?.ttl;

    expect([await ttl('a.brief.example'), await ttl('a.example')]).toEqual([20, 5]);
    expect(await servers.queries(2)).toHaveLength(2);
    expect(await ttl('a.brief.example')).toBeGreaterThanOrEqual(18);
    expect(await servers.queries(0)).toEqual([]);
  });
});

describe('an answer that is too long for UDP', () => {
  const long = Array.from({ length: 60 }, (_, index) => `@ 60 A 192.0.2.${index + 1}`);
  const servers: Servers = { [PUBLIC]: { records: { 'long.example A': long } } };
  const toPublic = (protocol: ForwardProtocol) => ({
    zones: { '.': Zone.of({ forward: Forward.to([PUBLIC], { protocol }) }) },
  });

  test.each([
    [ForwardProtocol.PREFER_UDP, ['udp', 'tcp']],
    [ForwardProtocol.AS_ASKED, ['tcp']],
    [ForwardProtocol.TCP, ['tcp']],
  ])('reaches a client with TCP whole: %s', async (protocol, by) => {
    await whileZonesAreServed(toPublic(protocol), servers, async ({ address, servers }) => {
      expect((await ask(address, 'long.example', 'A', 'tcp')).records).toHaveLength(60);
      expect(await servers.queries(by.length)).toEqual(by.map((each) => `${PUBLIC} ${each} A long.example`));
    });
  });
});

describe('in an outage, 300 lookups write', () => {
  /** The lines about errors that a cache writes, some of them when it ends. */
  async function linesOf(props: NodeLocalDnsCacheProps, zone: string): Promise<string[]> {
    const servers = { ...SERVERS, [UPSTREAM_SERVICE.IPv4]: { records: {} } };
    let lines: string[] = [];
    await whileZonesAreServed({ upstreamServers: [PUBLIC], ...props }, servers, async ({ address, cache, servers }) => {
      // Each of the four blocks has then had an answer to its `loop`.
      while ((servers.output().match(/ HINFO /g)?.length ?? 0) < 4) await sleep(20);
      await codes(address, ['first.example.org', 'first.cluster.local']);
      await servers.stop();
      const all = names(300, zone);
      while (all.length > 0) {
        expect(new Set(await codes(address, all.splice(0, 50)))).toEqual(new Set(['SERVFAIL']));
        // A health check finds out that the server is away.
        await sleep(150);
      }
      await cache.terminate();
      lines = cache.output().match(/^\[ERROR\].*$/gm) ?? [];
    });
    return lines;
  }

  test.each([
    ['servers that refuse by UDP', {}, 'example.org'],
    ['servers that refuse by TCP', {}, 'cluster.local'],
    ['CacheProfile.FAIL_FAST, which soon asks no server', { cache: CacheProfile.FAIL_FAST }, 'example.org'],
  ])('one line with ErrorLog.CONSOLIDATED: %s', async (_, props, zone) => {
    const lines = await linesOf(props, zone);

    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(' 300 errors like ');
  });

  test('300 lines with ErrorLog.EVERY', async () => {
    const lines = await linesOf({ errorLog: ErrorLog.EVERY }, 'example.org');

    expect(new Set(lines.map((line) => / (\S+[.]example[.]org)[.] /.exec(line)?.[1])).size).toBe(300);
  });
});

test('each line of QueryLog.JSON is a JSON object about its question', async () => {
  const props = { upstreamServers: [PUBLIC], queryLog: QueryLog.JSON };
  await whileZonesAreServed(props, SERVERS, async ({ address, servers, cache }) => {
    await codes(address, ['www.example.org', 'no.example.org']);
    await codes(address, ['WWW.example.org'], 'tcp');
    await servers.queries(2);
    const lines = [...cache.output().matchAll(/^\[INFO\] (\{.*)$/gm)].map(([, line]) => JSON.parse(line));
    const ours = lines.filter(({ type }) => type === 'A');

    expect(ours).toHaveLength(3);
    expect(ours).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'www.example.org.', rcode: 'NOERROR', proto: 'udp', size: expect.any(Number) }),
        expect.objectContaining({ name: 'no.example.org.', rcode: 'NXDOMAIN', class: 'IN', do: false }),
        expect.objectContaining({ name: 'www.example.org.', proto: 'tcp', port: expect.any(Number) }),
      ]),
    );
  });
});

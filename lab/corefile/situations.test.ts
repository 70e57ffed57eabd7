import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { Forward, Zone } from '../../src';
import { type Answer, ask } from './question';
import { startRecordServers } from './record-servers';
import { type Asked, CLUSTER_ASKED, CLUSTER_DNS, NODE } from './situation';
import { SITUATIONS } from './situations';
import { SITUATIONS_OF_CLUSTERS } from './situations-of-clusters';
import { type Running, whileZonesAreServed } from './zone-servers';

const TTL_SLACK = 1;

describe('each name is asked for at the right servers, in the right way, and kept as long as it should be: with', () => {
  test.each(Object.entries({ ...SITUATIONS, ...SITUATIONS_OF_CLUSTERS }))(
    '%s',
    async (_, { props, servers, asked }) => {
      await whileZonesAreServed(props, servers, async (running) => {
        for (const each of asked) await expectAnswer(running, each);
      });
    },
  );

  test('a VPN whose resolver appears after the cache has been asked for its names', async () => {
    const vpn = { '192.0.2.70': { records: { 'wiki.vpn.example A': ['@ 60 A 10.8.0.5'] } } };
    const props = { zones: { 'vpn.example': Zone.of({ forward: Forward.to(['192.0.2.70']) }) } };
    const others = { later: vpn };
    await whileZonesAreServed(
      props,
      { ...CLUSTER_DNS, ...NODE },
      async (running) => {
        for (let times = 0; times < 10; times++) {
          expect((await ask(running.address, 'wiki.vpn.example', 'A')).code).toBe('SERVFAIL');
          await expectAnswer(running, { ...CLUSTER_ASKED, queries: times === 0 ? CLUSTER_ASKED.queries : [] });
        }
        const late = await startRecordServers(vpn);
        try {
          const start = Date.now();
          while ((await ask(running.address, 'wiki.vpn.example', 'A')).code === 'SERVFAIL') await sleep(50);
          expect(Date.now() - start).toBeLessThan(1000);
          expect(textOf(await ask(running.address, 'wiki.vpn.example', 'A'))).toBe('10.8.0.5');
        } finally {
          await late.stop();
        }
      },
      others,
    );
  });
});

async function expectAnswer({ address, servers }: Running, { ask: question, by, answer, ttl, queries }: Asked) {
  const [name, type] = question.split(' ');
  const given = await ask(address, name, type, by);
  const got = { answer: textOf(given), queries: await servers.queries(queries.length) };
  const about = `${question} of ${given.code}`;
  expect(got, about).toEqual({ answer, queries });
  // Clients see the name that they asked for.
  for (const { name: owner } of given.records.slice(0, 1)) expect(owner.toLowerCase(), about).toBe(name.toLowerCase());
  if (ttl === undefined) return;
  const shown = given.records.at(-1)?.ttl as number;
  expect(shown, `the TTL of ${about}`).toBeLessThanOrEqual(ttl);
  expect(shown, `the TTL of ${about}`).toBeGreaterThanOrEqual(Math.max(ttl - TTL_SLACK, 0));
}

function textOf({ code, records }: Answer): string {
  return records.at(-1)?.value ?? code;
}

import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { CacheProfile } from '../../src';
import { configurationOf, NODE_RESOLVER, UPSTREAM_SERVICE } from './configuration';
import { ANSWER_SECONDS, startServers } from './servers';
import { resolverAt, whileServing } from './serving';

/** A name of the cluster and one outside, each with the server that answers. */
const ANSWERS = { 'db.default.svc.cluster.local': UPSTREAM_SERVICE.IPv4, 'www.example.org': NODE_RESOLVER };
const NAMES = Object.keys(ANSWERS);

const configuration = (cache: CacheProfile) => configurationOf({ cache });

async function lookUp(address: string, names = NAMES) {
  const answers = names.map(async (name) => {
    const [[text]] = await resolverAt(address).resolveTxt(name);
    return [name, text];
  });
  return Object.fromEntries(await Promise.all(answers));
}

const expire = () => sleep((ANSWER_SECONDS + 1) * 1000);

describe('while no server answers, a name that was asked before and has expired', () => {
  test('is still answered with CacheProfile.RESILIENT', async () => {
    const resilient = configuration(CacheProfile.RESILIENT);
    await whileServing(resilient, async (servers) => {
      expect(await lookUp(resilient.bound[0])).toEqual(ANSWERS);
      await servers.stop();
      await expire();
      expect(await lookUp(resilient.bound[0])).toEqual(ANSWERS);
    });
  });

  test.each(NAMES)('fails with CacheProfile.OFFICIAL: %s', async (name) => {
    const official = configuration(CacheProfile.OFFICIAL);
    await whileServing(official, async (servers) => {
      await lookUp(official.bound[0]);
      await servers.stop();
      await expire();
      await expect(lookUp(official.bound[0], [name])).rejects.toThrow('ESERVFAIL');
    });
  });
});

test.each([
  ['RESILIENT', CacheProfile.RESILIENT],
  ['FAIL_FAST', CacheProfile.FAIL_FAST],
])(
  'with CacheProfile.%s an answer that has changed is seen at the first lookup after it has expired',
  async (_, cache) => {
    const resilient = configuration(cache);
    await whileServing(resilient, async (servers) => {
      await lookUp(resilient.bound[0]);
      await servers.stop();
      const changed = await startServers(resilient.servers, 'changed');
      try {
        await expire();
        expect(Object.values(await lookUp(resilient.bound[0]))).toEqual(NAMES.map(() => 'changed'));
      } finally {
        await changed.stop();
      }
    });
  },
);

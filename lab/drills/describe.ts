import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SITE_NAMES } from '../harness/cluster-dns';
import { apply, install, nodeCachePids, remove } from '../harness/install';
import { ClientPod, DOCUMENT_DNS } from '../harness/pods';
import { PATIENCE, sleep, until } from '../harness/process';
import { describeProbe, recordCell } from '../harness/report';
import { hasBackOff, removeLinks, restart, rolledOutAgain } from './caches';
import type { Configuration } from './configurations';
import type { Drill, DrillName } from './drills';
import { cacheServes, forgetDnat } from './faults';
import { difference, isComplete, nodeState } from './node-state';

const NAME = 'www.example.org';
const LOOKUPS_PER_SECOND = 50;

/** One test for each drill: runs it while a pod looks a name up, records what the pod noticed, and heals the node. */
export function describeDrills(
  { name: configuration, manifest, promises }: Configuration,
  drills: [DrillName, Drill][],
) {
  describe(`drill of ${configuration}`, () => {
    const pods = {} as Record<'ordinary' | 'local', ClientPod>;
    /** The state of the node when the cache is complete. */
    let complete: string[];

    beforeAll(async () => {
      await install(manifest);
      await rulesAreThere();
      complete = await nodeState();
      // One pod without DNS settings of its own, and one that asks the local IP.
      pods.ordinary = await ClientPod.start('ordinary');
      pods.local = await ClientPod.start('local', DOCUMENT_DNS);
    });
    afterAll(async () => {
      await Promise.all(Object.values(pods).map((pod) => pod.delete()));
      await remove(manifest);
      removeLinks();
      forgetDnat();
    });

    test.each(drills)('%s', async (name, drill) => {
      await drill.before?.(manifest);
      const pod = drill.asksLocalIp ? pods.local : pods.ordinary;
      // With the dot the resolver skips the search list and sends one query for each lookup.
      const [asked, every] = [`${drill.asks ?? NAME}.`, PATIENCE / LOOKUPS_PER_SECOND];
      const probe = await pod.probe(asked, { every });
      const musl = await pod.probe(asked, { every, musl: true });
      const stop = (after: number) => Promise.all([probe.stop(after), musl.stop(after)]);
      await sleep(1);
      try {
        await drill.run(manifest, probe);
        await stop(3);
        const left = difference(nodeCachePids().length > 0 ? complete : [], await nodeState());
        const figures = [describeProbe(probe), `musl: ${describeProbe(musl)}`, drill.note?.(probe), left];
        recordCell(name, configuration, figures.filter(Boolean).join('; '));
      } finally {
        await stop(0);
        await drill.after?.();
        await heal();
      }
      expect(await nodeState()).toEqual(complete);
      expect(await pods.ordinary.resolve(NAME)).toEqual([SITE_NAMES[NAME]]);
      for (const { lookups } of [probe, musl]) expect(lookups.length).toBeGreaterThan(5);
      if (promises.includes(name)) expect(probe.failed).toEqual([]);
    });

    /** Applies the manifest again and, if that is not enough, restarts the cache. No user should have to do more. */
    async function heal() {
      await apply(manifest);
      await rolledOutAgain();
      if ((await hasBackOff()) || difference(complete, await nodeState())) await restart();
      await cacheServes();
      await rulesAreThere();
    }
  });
}

/** Waits for the rules, which the official manifest has after a minute. */
async function rulesAreThere() {
  const completeAndStays = async () => {
    const before = await nodeState();
    await sleep(1);
    return isComplete(before) && `${await nodeState()}` === `${before}`;
  };
  await until('the rules are there', completeAndStays, { seconds: 90 });
}

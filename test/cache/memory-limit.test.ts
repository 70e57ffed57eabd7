import { describe, expect, test } from 'vitest';
import { Availability, CacheProfile, type NodeLocalDnsCacheProps } from '../../src';
import { cacheOf, problemsOf } from '../helpers';
import { standardError } from '../standard-error';

const ENOUGH = cacheOf().estimatedMemory.toMebibytes();
const ANNOTATION = 'cdk8s-node-local-dns/warning';
const limitedTo = (memory: string, props?: NodeLocalDnsCacheProps) => ({ ...props, resources: { limits: { memory } } });

describe('a memory limit', () => {
  const said = standardError();

  test('below what full caches take is a warning with the figure', () => {
    cacheOf(limitedTo('64Mi'));

    expect(said).toEqual([
      `NodeLocalDnsCache test/nld: the memory limit 64Mi is below the ${ENOUGH}Mi that caches full of ordinary answers ` +
        'take: they may get slow, or be killed. Raise resources.limits.memory, or keep fewer answers by the prop cache\n',
    ]);
  });

  test('says so once for the two caches of a node, and in the manifest of each', () => {
    const { daemonSet, second } = cacheOf(limitedTo('64Mi', { availability: Availability.REDUNDANT }));

    expect(said).toHaveLength(1);
    for (const each of [daemonSet, second?.daemonSet]) {
      expect(each?.toJson().metadata.annotations[ANNOTATION]).toMatch(`64Mi is below the ${ENOUGH}Mi`);
    }
  });

  test.each([`${ENOUGH}Mi`, `${ENOUGH + 1}Mi`])('of %s is enough for full caches', (memory) => {
    expect(cacheOf(limitedTo(memory)).daemonSet.toJson().metadata.annotations).toBeUndefined();
    expect(said).toEqual([]);
  });

  test('is weighed against the answers that are kept', () => {
    const cache = CacheProfile.of({ successCapacity: 1024, denialCapacity: 1024 });
    cacheOf(limitedTo('64Mi', { cache }));
    expect(said).toEqual([]);

    cacheOf(limitedTo(`${ENOUGH}Mi`, { gogc: 200 }));
    expect(said).toHaveLength(1);
  });

  test('without which node-cache does not start is an error', () => {
    expect(problemsOf(limitedTo('9Mi'))).toEqual([
      "resources.limits.memory: got '9Mi': is less than the 10Mi without which node-cache does not start; " +
        'raise the limit to 10Mi or more, or leave it out',
    ]);
    expect(problemsOf(limitedTo('10Mi'))).toEqual([]);
  });
});

import { expect, test } from 'vitest';
import { CacheProfile } from '../../src';
import { cacheOf } from '../../test/helpers';
import { configurationOf } from './configuration';
import { resolverAt, whileServing } from './serving';

const ZONES = ['svc.cluster.local', 'example.org'];
const CAPACITY = 9984;
/** Enough names to fill nearly every shard of the cache. */
const NAMES = 12_000;
const AT_A_TIME = 50;
/** What the estimate has for an answer: the difference that twice the capacity makes, in four zones and for both kinds. */
const ESTIMATED_BYTES = ((mebibytesOf(2 * CAPACITY) - mebibytesOf(CAPACITY)) * 2 ** 20) / (4 * 2 * CAPACITY);

function mebibytesOf(capacity: number): number {
  const cache = CacheProfile.of({ successCapacity: capacity, denialCapacity: capacity });
  return cacheOf({ cache }).estimatedMemory.toMebibytes();
}

test('small answers take what is estimated for an ordinary one', async () => {
  const configuration = configurationOf({});
  const [address] = configuration.bound;
  await whileServing(configuration, async () => {
    const before = await figure(address, 'process_resident_memory_bytes');
    for (const zone of ZONES) await ask(address, zone);
    const bytes = (await figure(address, 'process_resident_memory_bytes')) - before;
    const answers = await figure(address, 'coredns_cache_entries{.*type="success".*}');

    expect(answers).toBeGreaterThan(1.9 * CAPACITY);
    expect(bytes / answers).toBeGreaterThan(0.7 * ESTIMATED_BYTES);
    expect(bytes / answers).toBeLessThan(1.3 * ESTIMATED_BYTES);
  });
});

async function ask(address: string, zone: string) {
  const resolver = resolverAt(address);
  for (let first = 0; first < NAMES; first += AT_A_TIME) {
    const names = Array.from({ length: AT_A_TIME }, (_, index) => `name-${first + index}.some-namespace.${zone}`);
    // A query may be lost on a busy machine.
    await Promise.allSettled(names.map((name) => resolver.resolveTxt(name)));
  }
}

/** The sum of a figure over its labels. */
async function figure(address: string, name: string): Promise<number> {
  const text = await (await fetch(`http://${address}:9253/metrics`)).text();
  return [...text.matchAll(new RegExp(`^${name} (\\S+)$`, 'gm'))].reduce((sum, [, value]) => sum + Number(value), 0);
}

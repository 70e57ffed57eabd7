import { expect, test } from 'vitest';
import { configurationOf } from './configuration';
import { resolverAt, whileServing } from './serving';

const ZONES = ['svc.cluster.local', 'example.org'];
const CAPACITY = 9984;
/** Enough names to fill nearly every shard of the cache. */
const NAMES = 12_000;
const AT_A_TIME = 50;
const MEBIBYTE = 1024 ** 2;

test('as many answers as a full official server block holds take about the 30 MiB that are estimated for it', async () => {
  const configuration = configurationOf({});
  const [address] = configuration.bound;
  await whileServing(configuration, async () => {
    const before = await figure(address, 'process_resident_memory_bytes');
    for (const zone of ZONES) await ask(address, zone);
    const after = await figure(address, 'process_resident_memory_bytes');

    expect(await figure(address, 'coredns_cache_entries{.*type="success".*}')).toBeGreaterThan(1.9 * CAPACITY);
    expect((after - before) / MEBIBYTE).toBeGreaterThan(15);
    expect(after / MEBIBYTE).toBeLessThan(50 + 30);
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

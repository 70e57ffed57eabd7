import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { LEAST_MEMORY } from '../../src/corefile/memory';
import { cacheOf } from '../../test/helpers';
import { LOCAL_DNS } from '../harness/addresses';
import { install, nodeCachePids, objectsOf, remove, toYaml } from '../harness/install';
import { memoryCgroup } from '../harness/memory';
import { metric } from '../harness/metrics';
import { ClientPod } from '../harness/pods';
import { PATIENCE } from '../harness/process';
import { record } from '../harness/report';
import { synthesizedHere } from '../harness/variants';

/** What full caches take, so that a lower limit is a warning. */
const LIMIT = `${cacheOf().estimatedMemory.toMebibytes()}Mi`;
/** A limit that is below it, and that many clusters have. */
const COMMON_LIMIT = '64Mi';
const CAPACITY = 9984;
/** More answers than a zone keeps: positive ones, and the cluster's negative ones, forward and reverse. */
const QUESTIONS = Array.from({ length: 2 * CAPACITY }, (_, n) => [
  `n${n}.cached.example A`,
  `n${n}.default.svc.cluster.local A`,
  `${n & 255}.${n >> 8}.200.10.in-addr.arpa PTR`,
]).flat();
const limitedTo = (memory: string) => synthesizedHere({ resources: { limits: { memory } } });

/** The manifest without GOMEMLIMIT. */
function withoutGoMemLimit(manifest: string): string {
  const objects = objectsOf(manifest);
  const [container] = objects.find(({ kind }) => kind === 'DaemonSet').spec.template.spec.containers;
  container.env = container.env.filter(({ name }: { name: string }) => name !== 'GOMEMLIMIT');
  return toYaml(objects);
}

/** The most memory that the cache's container has had so far, in MiB. */
function peak(): number {
  const [pid] = nodeCachePids();
  return Math.round(Number(readFileSync(memoryCgroup(pid).peak, 'utf8')) / 2 ** 20);
}

// One mode is enough. A slow kernel cannot fill a cache in time.
describe.runIf(process.env.LAB_PROXY_MODE === 'nftables' && PATIENCE === 1)('memory: full caches under load', () => {
  afterAll(() => remove(limitedTo(LIMIT)));

  test.each([
    ['what full caches take, with GOMEMLIMIT', LIMIT, limitedTo(LIMIT)],
    ['what full caches take, without GOMEMLIMIT', LIMIT, withoutGoMemLimit(limitedTo(LIMIT))],
    ['a common one', COMMON_LIMIT, limitedTo(COMMON_LIMIT)],
  ])('the kernel kills no cache whose limit is %s', async (which, limit, manifest) => {
    await install(manifest);
    const before = nodeCachePids();
    const client = await ClientPod.start('filler');
    await client.dnsperf(LOCAL_DNS, QUESTIONS, 20);
    const entries = await metric(LOCAL_DNS, 'coredns_cache_entries');
    record(`memory, limit is ${which}: answers kept`, entries);
    record(`memory, limit is ${which}: peak`, `${peak()} of ${limit}`);
    await client.delete();

    expect(entries).toBeGreaterThan(2 * CAPACITY);
    expect(nodeCachePids()).toEqual(before);
  });

  test('a cache with the least limit that is no error answers', async () => {
    const least = `${LEAST_MEMORY.toMebibytes()}Mi`;
    await install(limitedTo(least));
    const client = await ClientPod.start('asker');
    const answer = await client.run('dig', `@${LOCAL_DNS}`, '+short', 'kubernetes.default.svc.cluster.local');
    record('memory, least limit: peak', `${peak()} of ${least}`);
    await client.delete();

    expect(answer).toMatch(/^10\./);
  });
});

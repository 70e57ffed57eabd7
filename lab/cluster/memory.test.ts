import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { cacheOf } from '../../test/helpers';
import { LOCAL_DNS } from '../harness/addresses';
import { install, nodeCachePids, objectsOf, remove, toYaml } from '../harness/install';
import { memoryCgroup } from '../harness/memory';
import { metric } from '../harness/metrics';
import { ClientPod } from '../harness/pods';
import { PATIENCE } from '../harness/process';
import { record } from '../harness/report';
import { synthesizedHere } from '../harness/variants';

/** The lowest limit that the package accepts. */
const LIMIT = `${cacheOf().estimatedMemory.toMebibytes()}Mi`;
const CAPACITY = 9984;
/** More answers than a zone keeps: positive ones, and the cluster's negative ones, forward and reverse. */
const QUESTIONS = Array.from({ length: 2 * CAPACITY }, (_, n) => [
  `n${n}.cached.example A`,
  `n${n}.default.svc.cluster.local A`,
  `${n & 255}.${n >> 8}.200.10.in-addr.arpa PTR`,
]).flat();
const limited = synthesizedHere({ resources: { limits: { memory: LIMIT } } });

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
  afterAll(() => remove(limited));

  test.each([
    ['with GOMEMLIMIT', limited],
    ['without', withoutGoMemLimit(limited)],
  ])('the kernel kills no cache whose limit is what was estimated, %s', async (which, manifest) => {
    await install(manifest);
    const before = nodeCachePids();
    const client = await ClientPod.start('filler');
    await client.dnsperf(LOCAL_DNS, QUESTIONS, 20);
    const entries = await metric(LOCAL_DNS, 'coredns_cache_entries');
    record(`memory, full caches under load, ${which}: answers kept`, entries);
    record(`memory, full caches under load, ${which}: peak`, `${peak()} of ${LIMIT}`);
    await client.delete();

    expect(entries).toBeGreaterThan(2 * CAPACITY);
    expect(nodeCachePids()).toEqual(before);
  });
});

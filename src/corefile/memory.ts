import { Size } from 'cdk8s';
import type { Corefile, Directive } from './tree';

/** CoreDNS's own, for each of the two kinds of answers. */
const DEFAULT_CAPACITY = 9984;
/** A busy node-cache with hardly an answer kept. */
const PROCESS_MEBIBYTES = 50;
/** What Kubernetes' documentation says of a server block whose cache is full; lab/corefile/memory.test.ts agrees. */
const FULL_BLOCK_MEBIBYTES = 30;

/**
 * What node-cache takes when it has as many answers as it may keep: what the process takes by itself, and for each zone
 * its capacities.
 */
export function estimatedMemory(corefile: Corefile): Size {
  const answers = corefile
    .flatMap(({ keys, directives }) => keys.map(() => directives))
    .flatMap((directives) => directives.filter(({ name }) => name === 'cache'))
    .reduce((sum, cache) => sum + capacity(cache, 'success') + capacity(cache, 'denial'), 0);
  const blocks = answers / (2 * DEFAULT_CAPACITY);
  return Size.mebibytes(Math.ceil(PROCESS_MEBIBYTES + blocks * FULL_BLOCK_MEBIBYTES));
}

function capacity({ block = [] }: Directive, kind: 'success' | 'denial'): number {
  const option = block.find(({ name }) => name === kind);
  return option ? Number(option.args[0]) : DEFAULT_CAPACITY;
}

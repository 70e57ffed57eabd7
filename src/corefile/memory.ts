import { Size } from 'cdk8s';
import type { Corefile, Directive } from './tree';

/** CoreDNS's own, for each of the two kinds of answers. */
const DEFAULT_CAPACITY = 9984;
/** A busy node-cache with hardly an answer kept: 10 MiB, and the pages of its program that a cgroup may be charged for. */
const PROCESS_MEBIBYTES = 40;
/** What Go has in use for an ordinary answer: an address, or that there is no such name. */
const ANSWER_BYTES = 620;
/** Below it node-cache does not come to serve, with no answer kept and with GOMEMLIMIT. */
export const LEAST_MEMORY = Size.mebibytes(10);

/**
 * What node-cache takes when it has as many ordinary answers as it may keep: what the process takes by itself, and for
 * each zone its capacities. `bench/memory` measures it.
 *
 * @param gogc Go collects when the heap has grown by this percentage of what is in use
 */
export function estimatedMemory(corefile: Corefile, gogc = 100): Size {
  const answers = corefile
    .flatMap(({ keys, directives }) => keys.map(() => directives))
    .flatMap((directives) => directives.filter(({ name }) => name === 'cache'))
    .reduce((sum, cache) => sum + capacity(cache, 'success') + capacity(cache, 'denial'), 0);
  const heapBytes = answers * ANSWER_BYTES * (1 + gogc / 100);
  return Size.mebibytes(Math.ceil(PROCESS_MEBIBYTES + heapBytes / 1024 ** 2));
}

function capacity({ block = [] }: Directive, kind: 'success' | 'denial'): number {
  const option = block.find(({ name }) => name === kind);
  return option ? Number(option.args[0]) : DEFAULT_CAPACITY;
}

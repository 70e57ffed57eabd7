import { Size } from 'cdk8s';
import type { Corefile, Directive } from './tree';

/** CoreDNS's default, for each of the two kinds of answers. */
const DEFAULT_CAPACITY = 9984;
/**
 * A busy node-cache that keeps hardly an answer: 10 MiB, and the pages of its program, if its cgroup is charged for
 * them.
 */
const PROCESS_MEBIBYTES = 40;
/** The memory that Go has in use for an ordinary answer: one address, or no such name. */
const ANSWER_BYTES = 620;
/** Below this limit node-cache never serves, even without an answer kept and with GOMEMLIMIT. */
export const LEAST_MEMORY = Size.mebibytes(10);

/**
 * The memory that node-cache takes when it has as many ordinary answers as it may keep: the memory of the process, and
 * that of each zone's capacities. `bench/memory` measures it.
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

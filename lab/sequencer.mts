import { basename } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Rough times of the files on a kernel of the machine's own, in seconds. */
const SECONDS: Record<string, number> = {
  'availability.test.ts': 600,
  'kubelet.test.ts': 280,
  'pods.test.ts': 280,
  'resolve.test.ts': 230,
  'drills.test.ts': 220,
  'removal.test.ts': 170,
  'install.test.ts': 80,
  'broken.test.ts': 80,
  'host-records.test.ts': 70,
};
const secondsOf = ({ moduleId }: TestSpecification) => SECONDS[basename(moduleId)] ?? 30;

/** Shares the files out between machines: the longest first, each to the machine with the least work. */
export default class BySeconds extends BaseSequencer {
  override async shard(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { index, count } = this.ctx.config.shard ?? { index: 1, count: 1 };
    const machines = Array.from({ length: count }, () => ({ seconds: 0, files: [] as TestSpecification[] }));
    const ordered = [...files].sort(
      (one, other) => secondsOf(other) - secondsOf(one) || one.moduleId.localeCompare(other.moduleId),
    );
    for (const file of ordered) {
      const machine = machines.reduce((least, next) => (next.seconds < least.seconds ? next : least));
      machine.seconds += secondsOf(file);
      machine.files.push(file);
    }
    return machines[index - 1].files;
  }
}

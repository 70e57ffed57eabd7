import type { k8s } from 'cdk8s-plus-28';
import type { Settings } from '../settings';

/** Under a memory limit, Go's collector works harder from this share of it on, rather than the kernel killing. */
const COLLECT_HARDER = 0.9;

/** What the Go runtime is told; nothing where it is to decide by itself. */
export function goEnvironment({ gogc, gomaxprocs, resources }: Settings): k8s.EnvVar[] {
  const { memory } = resources.limits;
  const values = {
    GOGC: gogc,
    GOMAXPROCS: gomaxprocs,
    GOMEMLIMIT: memory && Math.floor(memory.amount * COLLECT_HARDER),
  };
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name, value: String(value) }],
  );
}

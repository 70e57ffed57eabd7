import type { k8s } from 'cdk8s-plus-28';
import type { Quantity } from '../../kubernetes/quantity';
import type { Settings } from '../settings';

/** Under a memory limit, Go's collector works harder from this share of it on, rather than the kernel killing. */
const COLLECT_HARDER = 0.9;

/** In bytes. */
export function goMemoryLimit(limit: Quantity | undefined): number | undefined {
  return limit && Math.floor(limit.amount * COLLECT_HARDER);
}

/** What the Go runtime is told, where it is not to decide by itself, and the user's own variables. */
export function goEnvironment({ gogc, gomaxprocs, resources, env }: Settings): k8s.EnvVar[] {
  const values = { GOGC: gogc, GOMAXPROCS: gomaxprocs, GOMEMLIMIT: goMemoryLimit(resources.limits.memory), ...env };
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name, value: String(value) }],
  );
}

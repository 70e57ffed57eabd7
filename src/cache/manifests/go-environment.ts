import type { k8s } from 'cdk8s-plus-28';
import type { Quantity } from '../../kubernetes/quantity';
import type { Settings } from '../settings';

/** From this share of the memory limit on, Go's collector works harder, so that the kernel does not kill the cache. */
const COLLECT_HARDER = 0.9;

/** GOMEMLIMIT for a memory limit, in bytes. */
export function goMemoryLimit(limit: Quantity | undefined): number | undefined {
  return limit && Math.floor(limit.amount * COLLECT_HARDER);
}

/** The settings of the Go runtime that differ from its defaults, and the user's own variables. */
export function goEnvironment({ gogc, gomaxprocs, resources, env }: Settings): k8s.EnvVar[] {
  const values = { GOGC: gogc, GOMAXPROCS: gomaxprocs, GOMEMLIMIT: goMemoryLimit(resources.limits.memory), ...env };
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name, value: String(value) }],
  );
}

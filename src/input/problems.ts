import { inspect } from 'node:util';
import { Duration } from 'cdk8s';

/** The reason why a value is refused, and the fix. */
export class Fault extends Error {
  constructor(
    readonly reason: string,
    readonly fix: string,
  ) {
    super(`${reason}; ${fix}`);
  }
}

/** A wrong value: its place (such as `kubelet.path` or `tolerations[1]`), the value, the reason and the fix. */
export interface Problem {
  readonly path: string;
  readonly got: unknown;
  readonly reason: string;
  readonly fix: string;
}

/** The faults of several values inside one value. */
export class Faults extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(problems.map(lineOf).join('\n'));
  }
}

/** Runs a check, and adds to its fault the place in the value. */
export function located<T>(where: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (error instanceof Fault) throw new Fault(`${where} ${error.reason}`, error.fix);
    throw error;
  }
}

/** Collects wrong values, so that one error reports all of them. */
export class Problems {
  readonly list: Problem[] = [];

  add(path: string, got: unknown, reason: string, fix: string) {
    this.list.push({ path, got, reason, fix });
  }

  /** Runs a check and returns its value. If the check fails, keeps its faults and returns undefined. */
  try<T>(path: string, got: unknown, check: () => T): { readonly value: T } | undefined {
    try {
      return { value: check() };
    } catch (error) {
      if (error instanceof Fault) this.add(path, got, error.reason, error.fix);
      else if (error instanceof Faults) this.list.push(...error.problems.map((problem) => under(path, problem)));
      else throw error;
      return undefined;
    }
  }

  /** Throws one error with all wrong values, if there are any. */
  throwIfAny(subject: string) {
    if (this.list.length === 0) return;
    const count = this.list.length === 1 ? 'a wrong value' : `${this.list.length} wrong values`;
    throw new Error([`${subject} has ${count}, nothing is emitted:`, ...this.list.map(lineOf)].join('\n  - '));
  }
}

function under(path: string, problem: Problem): Problem {
  const dot = path === '' || problem.path === '' || problem.path.startsWith('[') ? '' : '.';
  return { ...problem, path: `${path}${dot}${problem.path}` };
}

function lineOf({ path, got, reason, fix }: Problem): string {
  return `${path || 'props'}: got ${show(got)}: ${reason}; ${fix}`;
}

/** A value as one line for a message, shortened if it is long. */
export function show(value: unknown): string {
  if (value instanceof Duration) return `a Duration of ${value.toSeconds({ integral: false })} s`;
  const text = inspect(value, { breakLength: Number.POSITIVE_INFINITY, compact: true });
  return text.length > 200 ? `${text.slice(0, 200)}...` : text;
}

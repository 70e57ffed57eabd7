import { inspect } from 'node:util';
import { Duration } from 'cdk8s';

/** Why a value is refused, and what to write instead. */
export class Fault extends Error {
  constructor(
    readonly reason: string,
    readonly fix: string,
  ) {
    super(`${reason}; ${fix}`);
  }
}

/** A wrong value: where it stands, such as `kubelet.path` or `tolerations[1]`, what it is, why it is wrong, the fix. */
export interface Problem {
  readonly path: string;
  readonly got: unknown;
  readonly reason: string;
  readonly fix: string;
}

/** The faults of several values inside of one. */
export class Faults extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(problems.map(lineOf).join('\n'));
  }
}

/** Runs a check whose fault needs to say where in the value it is. */
export function located<T>(where: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (error instanceof Fault) throw new Fault(`${where} ${error.reason}`, error.fix);
    throw error;
  }
}

/** Collects what is wrong, so that one error reports all of it. */
export class Problems {
  readonly list: Problem[] = [];

  add(path: string, got: unknown, reason: string, fix: string) {
    this.list.push({ path, got, reason, fix });
  }

  /** The value that a check gives; undefined if the check fails, whose faults are kept. */
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

  /** Ends the synth if anything is wrong. */
  throwIfAny(subject: string) {
    if (this.list.length === 0) return;
    const count = this.list.length === 1 ? 'a wrong value' : `${this.list.length} wrong values`;
    throw new Error([`${subject} has ${count}, nothing is emitted:`, ...this.list.map(lineOf)].join('\n  - '));
  }
}

function under(path: string, problem: Problem): Problem {
  const dot = problem.path === '' || problem.path.startsWith('[') ? '' : '.';
  return { ...problem, path: `${path}${dot}${problem.path}` };
}

function lineOf({ path, got, reason, fix }: Problem): string {
  return `${path || 'props'}: got ${show(got)}: ${reason}; ${fix}`;
}

/** A value in one line, not too long. */
export function show(value: unknown): string {
  if (value instanceof Duration) return `a Duration of ${value.toSeconds({ integral: false })} s`;
  const text = inspect(value, { breakLength: Number.POSITIVE_INFINITY, compact: true });
  return text.length > 200 ? `${text.slice(0, 200)}...` : text;
}

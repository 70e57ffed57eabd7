import { inspect } from 'node:util';

/** Why a value is refused, and what to write instead. */
export class Fault extends Error {
  constructor(
    readonly reason: string,
    readonly fix: string,
  ) {
    super(`${reason}; ${fix}`);
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

/** Collects the faults of all props, so that one error reports every one of them. */
export class Problems {
  private readonly lines: string[] = [];

  get any(): boolean {
    return this.lines.length > 0;
  }

  add(prop: string, got: unknown, reason: string, fix: string) {
    this.lines.push(`${prop}: got ${show(got)}: ${reason}; ${fix}`);
  }

  /**
   * Parses a prop's value. A fault is kept for the common error; the `undefined` that then comes back
   * is never used, since `throwIfAny` ends the synth.
   */
  read<T>(prop: string, got: unknown, parse: (value: unknown) => T): T {
    try {
      return parse(got);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.add(prop, got, error.reason, error.fix);
      return undefined as T;
    }
  }

  throwIfAny(subject: string) {
    if (!this.any) return;
    const count = this.lines.length === 1 ? 'a wrong value' : `${this.lines.length} wrong values`;
    throw new Error([`${subject} has ${count}, nothing is emitted:`, ...this.lines].join('\n  - '));
  }
}

function show(value: unknown): string {
  const text = inspect(value, { breakLength: Number.POSITIVE_INFINITY });
  return text.length > 200 ? `${text.slice(0, 200)}...` : text;
}

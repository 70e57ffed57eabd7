import { Fault, Faults, Problems, show } from './problems';
import { suggestion } from './suggestion';

/**
 * Reads a value and returns a checked one, or throws a `Fault` or `Faults`. Callers without types may pass anything.
 */
export type Parse<T> = (value: unknown) => T;

/** How each prop of an object is read. A table has every prop of `Props`, and no other. */
export type Table<Props> = { readonly [Name in keyof Required<Props>]: Parse<unknown> };

/** The values that a table returns. */
export type Values<T> = { readonly [Name in keyof T]: T[Name] extends Parse<infer Value> ? Value : never };

/** A check of several values together. The check runs if each value that it needs is right by itself. */
export interface Rule<V> {
  readonly needs: readonly (keyof V)[];
  readonly check: (values: V, problems: Problems) => void;
}

/** Makes rules for the values of a table. Each rule sees only the values that it needs. */
export function rulesFor<V>() {
  return <Name extends keyof V>(
    needs: readonly Name[],
    check: (values: Pick<V, Name>, problems: Problems) => void,
  ): Rule<V> => ({ needs, check });
}

export function optional<T>(parse: Parse<T>): Parse<T | undefined> {
  return (value) => (value === undefined ? undefined : parse(value));
}

export function withDefault<T>(standard: unknown, parse: Parse<T>): Parse<T> {
  return (value) => parse(value ?? standard);
}

/**
 * Reads the props of a construct, or the options of a method. One error names every wrong value that does not depend on
 * another wrong one.
 */
export function readProps<T extends Table<object>>(
  subject: string,
  given: unknown,
  table: T,
  rules: readonly Rule<Values<T>>[] = [],
): Values<T> {
  const problems = new Problems();
  const values = readObject(given, table, rules, problems);
  problems.throwIfAny(subject);
  return values;
}

/** Reads an object inside of props. */
export function parseObject<T extends Table<object>>(
  table: T,
  rules: readonly Rule<Values<T>>[] = [],
): Parse<Values<T>> {
  return (given) => {
    const problems = new Problems();
    const values = readObject(given, table, rules, problems);
    if (problems.list.length > 0) throw new Faults(problems.list);
    return values;
  };
}

/** Whether a value is an object such as `{ ... }`. A `Map` is none, since its keys would be lost. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return Object.prototype.toString.call(value) === '[object Object]';
}

/** Reads an object. The values are complete if there is no problem; both callers throw if there is one. */
function readObject<T extends Table<object>>(
  given: unknown,
  table: T,
  rules: readonly Rule<Values<T>>[],
  problems: Problems,
): Values<T> {
  const values: Record<string, unknown> = {};
  const names = Object.keys(table);
  if (!isObject(given)) {
    const example = names.slice(0, 2).map((name) => `${name}: ...`);
    problems.add('', given, 'is not an object', `write { ${example.join(', ')} }`);
    return values as Values<T>;
  }
  for (const [name, parse] of Object.entries(table as Record<string, Parse<unknown>>)) {
    const read = problems.try(name, given[name], () => parse(given[name] ?? undefined));
    if (read) values[name] = read.value;
  }
  for (const name of Object.keys(given).filter((name) => !Object.hasOwn(table, name))) {
    problems.add(name, given[name], 'there is no such prop', suggestion(name, names));
  }
  for (const { needs, check } of rules) {
    if (!needs.every((name) => Object.hasOwn(values, name))) continue;
    check(Object.fromEntries(needs.map((name) => [name, values[name as string]])) as Values<T>, problems);
  }
  return values as Values<T>;
}

/** Reads each item of a list. */
export function parseList<T>(parse: Parse<T>): Parse<T[]> {
  return (value) => {
    if (!Array.isArray(value)) throw new Fault('is not a list', `write [${show(value)}]`);
    const problems = new Problems();
    const items: T[] = [];
    // `Array.from` fills the holes of a list.
    for (const [index, item] of Array.from(value).entries()) {
      const read = problems.try(`[${index}]`, item, () => parse(item));
      if (read) items.push(read.value);
    }
    if (problems.list.length > 0) throw new Faults(problems.list);
    return items;
  };
}

import { inspect } from 'node:util';
import { Fault, located, type Problems } from './problems';

export function parseBoolean(value: unknown): boolean {
  if (typeof value !== 'boolean') throw new Fault('is neither true nor false', 'write true or false');
  return value;
}

export function parseText(value: unknown): string {
  if (typeof value !== 'string') throw new Fault('is not a text', 'write a text');
  return value;
}

export function parseWholeNumber(min: number, max: number): (value: unknown) => number {
  return (value) => {
    if (!Number.isInteger(value) || (value as number) < min || (value as number) > max) {
      throw new Fault('is out of range', `write a whole number from ${min} to ${max}`);
    }
    return value as number;
  };
}

/** Whether a value is what callers without types write as `{ ... }`; a `Map` would have no keys. */
export function isMap(value: unknown): value is Record<string, unknown> {
  return Object.prototype.toString.call(value) === '[object Object]';
}

/** A construct's props, which are a map whatever callers without types hand in. */
export function parseProps<T extends object>(given: T, problems: Problems): T {
  const parse = (value: unknown) => {
    if (!isMap(value)) throw new Fault('is not a map', 'write { ... }, as API.md has it');
    return value as T;
  };
  return problems.read('props', given, parse) ?? ({} as T);
}

/** One of the values of an enum. */
export function parseEnum<T extends string>(name: string, values: Record<string, T>): (value: unknown) => T {
  return (value) => {
    const found = Object.values(values).find((known) => known === value);
    if (found === undefined)
      throw new Fault(
        `is no ${name}`,
        `write ${Object.keys(values)
          .map((key) => `${name}.${key}`)
          .join(' or ')}`,
      );
    return found;
  };
}

/** A member of an enum-like class; callers without types may hand in anything. */
export function parseInstance<T>(type: { prototype: T; name: string }, members: string): (value: unknown) => T {
  return (value) => {
    if (!(value instanceof (type as unknown as new () => object))) {
      throw new Fault(`is no ${type.name}`, `write ${members}`);
    }
    return value as T;
  };
}

export function parseList<T>(parse: (value: unknown) => T): (value: unknown) => T[] {
  return (value) => {
    if (!Array.isArray(value)) throw new Fault('is not a list', `write [${inspect(value)}]`);
    // In a list of one, the item is told from the value that the error shows.
    if (value.length === 1) return [parse(value[0])];
    return Array.from(value, (item) => located(inspect(item), () => parse(item)));
  };
}

/** The keys and lists of a map, as `parseKey` and `parse` read them. A key in two spellings is an error. */
export function parseMapOfLists<T>(
  parseKey: (value: unknown) => string,
  parse: (value: unknown) => T,
): (value: unknown) => Map<string, T[]> {
  return (value) => {
    if (!isMap(value)) throw new Fault('is not a map of lists', "write { key: ['value'] }");
    const lists = new Map<string, T[]>();
    for (const [key, list] of Object.entries(value)) {
      const name = parseKey(key);
      if (lists.has(name)) throw new Fault(`${name} stands there twice`, 'put all into one list');
      const items = parseList(parse)(list);
      if (items.length === 0) throw new Fault(`${name} has an empty list`, 'fill it or leave it out');
      lists.set(name, items);
    }
    return lists;
  };
}

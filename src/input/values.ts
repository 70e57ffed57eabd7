import { inspect } from 'node:util';
import { Duration } from 'cdk8s';
import { Fault, Faults, Problems, show } from './problems';
import { isObject, type Parse, parseList } from './reader';

export function parseBoolean(value: unknown): boolean {
  if (typeof value !== 'boolean') throw new Fault('is neither true nor false', 'write true or false');
  return value;
}

export function parseString(value: unknown): string {
  if (typeof value !== 'string') throw new Fault('is not a string', "write it as '...'");
  return value;
}

export function parseWholeNumber(min: number, max: number): Parse<number> {
  return (value) => {
    if (!Number.isInteger(value) || (value as number) < min || (value as number) > max) {
      throw new Fault('is out of range', `write a whole number from ${min} to ${max}`);
    }
    return value as number;
  };
}

/** Reads a `Duration` of whole seconds between two bounds. */
export function parseSeconds(min: number, max: number): Parse<number> {
  const fix = `write whole seconds from ${min} to ${max}, such as Duration.seconds(30)`;
  return (value) => {
    if (!(value instanceof Duration)) throw new Fault('is not a Duration', fix);
    const seconds = value.toSeconds({ integral: false });
    if (!Number.isInteger(seconds)) throw new Fault('is not a number of whole seconds', fix);
    if (seconds < min || seconds > max) throw new Fault('is out of range', fix);
    return seconds;
  };
}

/** Reads a `Duration` of whole milliseconds between two bounds. */
export function parseMillis(min: number, max: number): Parse<number> {
  const fix = `write whole milliseconds from ${min} to ${max}, such as Duration.millis(500)`;
  return (value) => {
    if (!(value instanceof Duration)) throw new Fault('is not a Duration', fix);
    const millis = value.toMilliseconds({ integral: false });
    if (!Number.isInteger(millis) || millis < min || millis > max) throw new Fault('is out of range', fix);
    return millis;
  };
}

/** Reads a value of an enum. */
export function parseEnum<T extends string>(name: string, values: Record<string, T>): Parse<T> {
  const members = Object.keys(values).map((key) => `${name}.${key}`);
  return (value) => {
    const found = Object.values(values).find((known) => known === value);
    if (found === undefined) throw new Fault(`is no ${name}`, `write ${members.join(' or ')}`);
    return found;
  };
}

/** Reads a member of an enum-like class. Callers without types may pass anything. */
export function parseInstance<T>(type: { prototype: T; name: string }, members: string): Parse<T> {
  return (value) => {
    if (!(value instanceof (type as unknown as new () => object))) {
      throw new Fault(`is no ${type.name}`, `write ${members}`);
    }
    return value as T;
  };
}

/** Reads a value object of this package, and returns what it stands for, checked. */
export function parseResolved<T>(type: { prototype: { _resolve(): T }; name: string }, members: string): Parse<T> {
  const parse = parseInstance(type, members);
  return (value) => parse(value)._resolve();
}

/** Reads a list that may have each item once. */
export function parseDistinct<T>(parse: Parse<T>): Parse<T[]> {
  const parseItems = parseList(parse);
  return (value) => {
    const items = parseItems(value);
    const keys = items.map((item) => JSON.stringify(item));
    const index = keys.findIndex((key, index) => keys.indexOf(key) !== index);
    if (index === -1) return items;
    const given = (value as unknown[])[index];
    throw new Fault(`has ${typeof given === 'string' ? given : show(given)} twice`, 'write it once');
  };
}

/** Reads a list that has an item. */
export function filled<T>(parse: Parse<T[]>): Parse<T[]> {
  return (value) => {
    const items = parse(value);
    if (items.length === 0) throw new Fault('is empty', 'fill it or leave it out');
    return items;
  };
}

/** Reads the keys of an object by `parseKey` and its values by `parse`. A key in two spellings is an error. */
export function parseEntries<T>(example: string, parseKey: Parse<string>, parse: Parse<T>): Parse<Map<string, T>> {
  return (value) => {
    if (!isObject(value)) throw new Fault('is not an object', `write ${example}`);
    const entries = new Map<string, T>();
    const problems = new Problems();
    for (const [given, item] of Object.entries(value)) {
      const key = problems.try('', given, () => parseKey(given));
      const read = problems.try(`[${inspect(given)}]`, item, () => parse(item));
      if (!key || !read) continue;
      if (entries.has(key.value)) problems.add('', given, `${key.value} stands there twice`, 'put all under one key');
      entries.set(key.value, read.value);
    }
    if (problems.list.length > 0) throw new Faults(problems.list);
    return entries;
  };
}

/** Reads an object of lists. An empty list is an error. */
export function parseLists<T>(parseKey: Parse<string>, parse: Parse<T>): Parse<Map<string, T[]>> {
  return parseEntries("{ key: ['value'] }", parseKey, filled(parseList(parse)));
}

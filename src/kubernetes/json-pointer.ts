import { Fault } from '../input/problems';

/**
 * Copies an object, and gives the field at a JSON pointer a value. Objects and lists that are missing on the way are
 * added. `/-` is a new item of a list. Without a value the field is removed.
 */
export function withValue(object: object, pointer: string, value: unknown): object {
  return put(object, tokensOf(pointer), value ?? undefined) as object;
}

function tokensOf(pointer: unknown): string[] {
  const fix = 'write a slash before each name, such as /env/- or /resources/limits/memory; ~1 is a slash in a name';
  if (typeof pointer !== 'string' || !/^(\/([^~/]|~[01])+)+$/.test(pointer)) {
    throw new Fault('is not the path of a field', fix);
  }
  const [, ...tokens] = pointer.split('/');
  return tokens.map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** A copy of `part` in which the place below it has the value. */
function put(part: unknown, [token, ...rest]: readonly string[], value: unknown): unknown {
  if (token === undefined) return value;
  if (token === '-' && value === undefined) throw new Fault('names no item to remove', 'write its number');
  if (part === undefined) return token === '-' ? [put(part, rest, value)] : putIntoObject({}, token, rest, value);
  if (Array.isArray(part)) return putIntoList(part, token, rest, value);
  if (typeof part === 'object' && part !== null) return putIntoObject(part, token, rest, value);
  throw new Fault(`leads into ${JSON.stringify(part)}, which has no fields`, 'leave out what follows its name');
}

function putIntoList(list: readonly unknown[], token: string, rest: readonly string[], value: unknown): unknown[] {
  if (token === '-') return [...list, put(undefined, rest, value)];
  if (!/^\d+$/.test(token) || Number(token) >= list.length) {
    throw new Fault(
      `has ${token} for a list of ${list.length}`,
      'write the number of an item, from 0, or - for a new one',
    );
  }
  return list.flatMap((item, index) => {
    if (index !== Number(token)) return [item];
    const changed = put(item, rest, value);
    return changed === undefined ? [] : [changed];
  });
}

function putIntoObject(object: object, token: string, rest: readonly string[], value: unknown): object {
  const { [token]: old, ...others } = object as Record<string, unknown>;
  if (old === undefined && /^\d+$/.test(token)) throw new Fault(`has ${token} where no list is`, 'write /- there');
  if (old === undefined && value === undefined) throw new Fault('is not there to be removed', 'leave the call out');
  const changed = put(old, rest, value);
  return changed === undefined ? others : { ...others, [token]: changed };
}

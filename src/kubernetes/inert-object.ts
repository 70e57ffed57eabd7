import { inspect } from 'node:util';
import { inert, inertKey } from '../input/inert';
import { Fault, Faults, Problems } from '../input/problems';
import { isObject } from '../input/reader';

/** Reads a part of a manifest, with Kubernetes' fields. Only strings are checked: YAML must not change them. */
export function parseInertObject<T>(value: unknown): T {
  if (!isObject(value)) throw new Fault('is not an object', 'write { ... }, as Kubernetes has it');
  return parseInert(value) as T;
}

/** Reads a value of a manifest, of any type. */
export function parseInert(value: unknown): unknown {
  const problems = new Problems();
  checkStrings('', value, problems);
  if (problems.list.length > 0) throw new Faults(problems.list);
  return value;
}

function checkStrings(path: string, value: unknown, problems: Problems) {
  if (typeof value === 'string') problems.try(path, value, () => inert(value));
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) checkStrings(`${path}[${index}]`, item, problems);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      problems.try(path, key, () => inertKey(key));
      checkStrings(/^\w+$/.test(key) ? `${path}${path && '.'}${key}` : `${path}[${inspect(key)}]`, item, problems);
    }
  }
}

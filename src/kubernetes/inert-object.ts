import { inspect } from 'node:util';
import { inert } from '../input/inert';
import { Fault, Faults, Problems } from '../input/problems';
import { isObject } from '../input/reader';

/** A part of a manifest as Kubernetes has it. Its fields are Kubernetes' business; its strings must stay what they are. */
export function parseInertObject<T>(value: unknown): T {
  if (!isObject(value)) throw new Fault('is not an object', 'write { ... }, as Kubernetes has it');
  const problems = new Problems();
  checkStrings('', value, problems);
  if (problems.list.length > 0) throw new Faults(problems.list);
  return value as T;
}

function checkStrings(path: string, value: unknown, problems: Problems) {
  if (typeof value === 'string') problems.try(path, value, () => inert(value));
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      const place = Array.isArray(value) ? `[${key}]` : `${path === '' ? '' : '.'}${key}`;
      if (!Array.isArray(value)) problems.try(path, key, () => inert(key));
      checkStrings(/^[\w.[\]]*$/.test(place) ? `${path}${place}` : `${path}[${inspect(key)}]`, item, problems);
    }
  }
}

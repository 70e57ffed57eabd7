import { type ApiObject, JsonPatch } from 'cdk8s';
import { Fault, Problems } from '../input/problems';
import { parseInert } from '../kubernetes/inert-object';
import { withValue } from '../kubernetes/json-pointer';
import { ifAny } from '../kubernetes/part';
import { parseQuantity } from '../kubernetes/quantity';
import { goMemoryLimit } from './manifests/go-environment';

/** The fields of an emitted container that are read here. */
interface Container {
  readonly name: string;
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly resources?: { readonly limits?: { readonly memory?: unknown } };
}

const LISTS = ['containers', 'initContainers'];

/** Changes a field of the container with a name, in each of the DaemonSets. */
export function patchContainer(
  subject: string,
  daemonSets: readonly ApiObject[],
  name: string,
  path: string,
  value: unknown,
) {
  checked(subject, 'value', value, () => parseInert(value));
  for (const daemonSet of daemonSets) {
    const [place, before] = checked(subject, 'container', name, () => find(daemonSet, name));
    const patched = checked(subject, 'path', path, () => withValue(before, path, value) as Container);
    const after =
      name === 'node-cache' ? checked(subject, 'value', value, () => withMemoryLimitOfGo(before, patched)) : patched;
    replaceFields(daemonSet, place, before, after);
  }
}

function checked<T>(subject: string, argument: string, got: unknown, check: () => T): T {
  const problems = new Problems();
  const read = problems.try(argument, got, check);
  problems.throwIfAny(subject);
  return (read as { value: T }).value;
}

/** The path of a container in its DaemonSet, and the container with all patches so far. */
function find(daemonSet: ApiObject, name: string): [string, Container] {
  const { spec } = daemonSet.toJson().spec.template;
  const places = LISTS.flatMap((list) =>
    ((spec[list] ?? []) as Container[]).map((container, index): [string, Container] => [
      `/spec/template/spec/${list}/${index}`,
      container,
    ]),
  );
  const place = places.find(([, container]) => container.name === name);
  if (place) return place;
  const known = places.map(([, container]) => container.name).join(', ');
  throw new Fault('is no container of this cache', `write one of ${known}`);
}

/** Replaces whole fields, so that one patch does not depend on another. */
function replaceFields(daemonSet: ApiObject, place: string, before: Container, after: Container) {
  const fields = (container: Container) => new Map<string, unknown>(Object.entries(container));
  for (const [field, value] of fields(after)) {
    if (fields(before).get(field) !== value) daemonSet.addJsonPatch(JsonPatch.add(`${place}/${field}`, value));
  }
  for (const field of fields(before).keys()) {
    if (!fields(after).has(field)) daemonSet.addJsonPatch(JsonPatch.remove(`${place}/${field}`));
  }
}

/**
 * Sets GOMEMLIMIT to the container's new memory limit, since Go's collector has to know it. A GOMEMLIMIT that does not
 * follow from the old limit is the user's own, and stays.
 */
function withMemoryLimitOfGo(before: Container, after: Container): Container {
  const { env = [], ...others } = after;
  if (!Array.isArray(env)) throw new Fault('makes env no list', "write [{ name: 'NAME', value: 'value' }]");
  const given = env.find((variable) => variable.name === 'GOMEMLIMIT');
  const wanted = memoryLimitOfGo(after);
  if (given?.value === wanted || (given && given.value !== memoryLimitOfGo(before))) return after;
  const rest = env.filter((variable) => variable !== given);
  const all = ifAny(wanted === undefined ? rest : [...rest, { name: 'GOMEMLIMIT', value: wanted }]);
  return all ? { ...others, env: all } : others;
}

function memoryLimitOfGo({ resources }: Container): string | undefined {
  const memory = resources?.limits?.memory;
  return memory === undefined ? undefined : String(goMemoryLimit(parseQuantity(String(memory))));
}

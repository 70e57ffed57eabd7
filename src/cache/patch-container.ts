import { type ApiObject, JsonPatch } from 'cdk8s';
import type { k8s } from 'cdk8s-plus-28';
import { parseQuantity } from '../kubernetes/quantity';
import { goMemoryLimit } from './manifests/go-environment';

const CONTAINERS = '/spec/template/spec/containers';
const INIT_CONTAINERS = '/spec/template/spec/initContainers';

interface Place {
  readonly path: string;
  readonly container: k8s.Container;
}

/** Changes a field of a container that is found by its name. */
export function patchContainer(daemonSet: ApiObject, name: string, path: string, value: unknown) {
  const place = find(daemonSet, name);
  if (path.endsWith('/-') && !place.container[path.slice(1, -2) as keyof k8s.Container]) {
    daemonSet.addJsonPatch(JsonPatch.add(`${place.path}${path.slice(0, -2)}`, [value]));
  } else {
    daemonSet.addJsonPatch(JsonPatch.add(`${place.path}${path}`, value));
  }
  if (name === 'node-cache' && path.startsWith('/resources')) followMemoryLimit(daemonSet, name);
}

function find(daemonSet: ApiObject, name: string): Place {
  const { containers, initContainers = [] } = daemonSet.toJson().spec.template.spec;
  const places = [...placesOf(CONTAINERS, containers), ...placesOf(INIT_CONTAINERS, initContainers)];
  const place = places.find(({ container }) => container.name === name);
  if (place) return place;
  const known = places.map(({ container }) => container.name).join(', ');
  throw new Error(`${daemonSet.node.path} has no container ${name}; write one of ${known}`);
}

function placesOf(path: string, containers: readonly k8s.Container[]): Place[] {
  return containers.map((container, index) => ({ path: `${path}/${index}`, container }));
}

/** Go's collector has to know the limit that the kernel has. */
function followMemoryLimit(daemonSet: ApiObject, name: string) {
  const { path, container } = find(daemonSet, name);
  const limit = container.resources?.limits?.memory as unknown as string | undefined;
  const others = (container.env ?? []).filter((variable) => variable.name !== 'GOMEMLIMIT');
  const own = limit ? [{ name: 'GOMEMLIMIT', value: String(goMemoryLimit(parseQuantity(limit))) }] : [];
  daemonSet.addJsonPatch(JsonPatch.add(`${path}/env`, [...others, ...own]));
}

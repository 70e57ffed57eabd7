import type { k8s } from 'cdk8s-plus-28';

/** What one feature adds to a pod. Containers and volumes have their names, by which alone others find them. */
export interface Part {
  readonly initContainers?: readonly k8s.Container[];
  readonly containers?: readonly k8s.Container[];
  readonly volumes?: readonly k8s.Volume[];
  /** What it adds to the container of node-cache. */
  readonly nodeCache?: Pick<k8s.Container, 'lifecycle' | 'volumeMounts'>;
}

/** Several parts as one, in their order. A volume that several of them need is there once. */
export function fold(parts: readonly Part[]) {
  const all = <T>(pick: (part: Part) => readonly T[] | undefined): T[] => parts.flatMap((part) => pick(part) ?? []);
  const volumes = all(({ volumes }) => volumes);
  return {
    initContainers: all(({ initContainers }) => initContainers),
    containers: all(({ containers }) => containers),
    volumes: [...new Map(volumes.map((volume) => [volume.name, volume])).values()],
    nodeCache: {
      volumeMounts: all(({ nodeCache }) => nodeCache?.volumeMounts),
      lifecycle: parts.find(({ nodeCache }) => nodeCache?.lifecycle)?.nodeCache?.lifecycle,
    },
  };
}

/** A list or an object that is left out where it is empty. */
export function ifAny<T extends object>(value: T): T | undefined {
  return Object.keys(value).length > 0 ? value : undefined;
}

import type { k8s } from 'cdk8s-plus-28';

/** The containers and volumes that one feature adds to a pod. Other code finds them by their names only. */
export interface Part {
  readonly initContainers?: readonly k8s.Container[];
  readonly containers?: readonly k8s.Container[];
  readonly volumes?: readonly k8s.Volume[];
  /** The fields that the feature adds to node-cache's container. */
  readonly nodeCache?: Pick<k8s.Container, 'lifecycle' | 'volumeMounts'>;
}

/** Joins parts in their order. A volume that several parts need is in the result once. */
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

/** The list or object, or undefined if it is empty. */
export function ifAny<T extends object>(value: T): T | undefined {
  return Object.keys(value).length > 0 ? value : undefined;
}

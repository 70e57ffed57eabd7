import { objectsOf } from '../../lab/harness/install';

/** A container of a manifest, as far as a process in a namespace can stand for it. */
export interface Container {
  readonly name: string;
  /** Empty if the image's own entry point runs. */
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The files of mounted ConfigMaps, by their path. */
  readonly files: Readonly<Record<string, string>>;
}

export interface Pod {
  readonly initContainers: readonly Container[];
  readonly containers: readonly Container[];
}

// biome-ignore lint/suspicious/noExplicitAny: parsed manifests; a missing field throws
type Parsed = any;

/** The pods that a manifest's DaemonSets run on each node. */
export function podsOf(manifest: string): Pod[] {
  const objects = objectsOf(manifest);
  const configMaps = new Map(objects.filter(ofKind('ConfigMap')).map((object) => [object.metadata.name, object.data]));
  return objects.filter(ofKind('DaemonSet')).map(({ metadata, spec: { template } }) => {
    const volumes = new Map((template.spec.volumes as Parsed[]).map((volume) => [volume.name, volume]));
    const container = ({ name, command = [], args = [], env = [], volumeMounts = [] }: Parsed): Container => ({
      name,
      command,
      args,
      // A variable without a value is the one for the pod's name; the DaemonSet's name stands for it.
      env: Object.fromEntries(env.map(({ name, value = metadata.name }: Parsed) => [name, value])),
      files: Object.assign(
        {},
        ...volumeMounts.map((mount: Parsed) => filesOf(mount, volumes.get(mount.name).configMap, configMaps)),
      ),
    });
    const { containers, initContainers = [] } = template.spec;
    return { containers: containers.map(container), initContainers: initContainers.map(container) };
  });
}

function ofKind(kind: string) {
  return (object: Parsed) => object.kind === kind;
}

function filesOf(mount: Parsed, source: Parsed, configMaps: Map<string, Parsed>): Record<string, string> {
  const data = source && configMaps.get(source.name);
  if (!data) return {};
  return Object.fromEntries(source.items.map(({ key, path }: Parsed) => [`${mount.mountPath}/${path}`, data[key]]));
}

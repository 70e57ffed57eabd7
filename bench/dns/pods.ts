import { objectsOf } from '../../lab/harness/install';
import { asKubernetesReads } from '../../test/kubernetes/as-kubernetes-reads';

/** A container of a manifest, as far as a process in a namespace can stand for it. */
export interface Container {
  readonly name: string;
  /** Empty if the image's own entry point runs. */
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The files of mounted ConfigMaps and of the pod's own volumes, by their path. */
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
    const { containers, initContainers = [] } = template.spec;
    const volumes = new Map((template.spec.volumes as Parsed[]).map((volume) => [volume.name, volume]));
    const written = Object.fromEntries(initContainers.flatMap(writtenBy));
    const container = ({ name, command = [], args = [], env = [], volumeMounts = [] }: Parsed): Container => ({
      name,
      command: command.map(asKubernetesReads),
      args,
      env: Object.fromEntries(env.map(({ name, value }: Parsed) => [name, value])),
      files: Object.assign(
        {},
        ...volumeMounts.map((mount: Parsed) =>
          filesOf(mount, volumes.get(mount.name), configMaps, metadata.name, written),
        ),
      ),
    });
    return { containers: containers.map(container), initContainers: initContainers.map(container) };
  });
}

/** The files that write-and-run.sh writes for the pod's other containers, which see no file of each other here. */
function writtenBy({ command }: Parsed): [path: string, text: string][] {
  const [, , , script, directory, ...rest] = command.map(asKubernetesReads);
  if (script !== 'write-and-run.sh') return [];
  const texts: string[] = rest.slice(0, rest.indexOf('--'));
  return texts.flatMap((name, index) => (index % 2 ? [] : [[`${directory}/${name}`, texts[index + 1]]]));
}

function ofKind(kind: string) {
  return (object: Parsed) => object.kind === kind;
}

/** @param pod the DaemonSet's name, which stands for that of the pod */
function filesOf(
  { mountPath }: Parsed,
  { configMap, downwardAPI, emptyDir }: Parsed,
  configMaps: Map<string, Parsed>,
  pod: string,
  written: Record<string, string>,
): Record<string, string> {
  const data = configMap && configMaps.get(configMap.name);
  const items: Parsed[] = (data && configMap.items) ?? downwardAPI?.items ?? [];
  const own = Object.entries(emptyDir ? written : {}).filter(([path]) => path.startsWith(`${mountPath}/`));
  return {
    ...Object.fromEntries(items.map(({ key, path }) => [`${mountPath}/${path}`, data ? data[key] : pod])),
    ...Object.fromEntries(own),
  };
}

import { posix } from 'node:path';
import type { k8s } from 'cdk8s-plus-28';
import type { Problems } from '../input/problems';
import type { fold, Part } from '../kubernetes/part';
import { CONFIGURATION, PIDFILE } from './manifests/node-cache-args';
import type { Settings } from './settings';

/** The user's volumes, and their mounts in node-cache's container. */
export function extraVolumesPart({ extraVolumes, extraVolumeMounts }: Settings): Part {
  return { volumes: extraVolumes, nodeCache: { volumeMounts: extraVolumeMounts } };
}

/**
 * Checks what Kubernetes would refuse: two volumes with one name, two mounts with one path, a mount without its volume.
 *
 * @param own the volumes and mounts of the package itself
 */
export function checkExtraVolumes(settings: Settings, own: ReturnType<typeof fold>, problems: Problems) {
  const { extraVolumes, extraVolumeMounts } = settings;
  const taken = new Set(own.volumes.map(({ name }) => name));
  for (const [index, { name }] of extraVolumes.entries()) {
    checkName(`extraVolumes[${index}].name`, name, taken, problems);
  }
  const paths = new Map([CONFIGURATION, PIDFILE].map((path) => [path, 'is a file that node-cache writes']));
  for (const { mountPath } of own.nodeCache.volumeMounts) paths.set(mountPath, 'is the path of another mount');
  for (const [index, mount] of extraVolumeMounts.entries()) {
    const prop = `extraVolumeMounts[${index}]`;
    if (!extraVolumes.some(({ name }) => name === mount.name)) {
      problems.add(`${prop}.name`, mount.name, 'is not one of extraVolumes', 'write the name of a volume there');
    }
    checkPath(`${prop}.mountPath`, mount, paths, problems);
  }
}

function checkName(prop: string, name: unknown, taken: Set<string>, problems: Problems) {
  if (typeof name !== 'string' || !/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name)) {
    const fix = 'write lower-case letters, digits and -, at most 63';
    problems.add(prop, name, 'is not a name that a volume can have', fix);
  } else if (taken.has(name)) {
    problems.add(prop, name, 'is the name of another volume of the pod', 'write another name');
  } else taken.add(name);
}

function checkPath(prop: string, { mountPath }: k8s.VolumeMount, taken: Map<string, string>, problems: Problems) {
  const path = typeof mountPath === 'string' ? posix.normalize(mountPath).replace(/\/$/, '') : '';
  if (!/^\/[^:]+$/.test(path)) {
    problems.add(prop, mountPath, 'is not a path in the container', 'write one such as /etc/extra, without a colon');
    return;
  }
  const reason = taken.get(path);
  if (reason) problems.add(prop, mountPath, reason, 'write another path');
  taken.set(path, 'is the path of another mount');
}

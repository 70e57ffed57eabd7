import type { Problems } from '../input/problems';
import type { Built } from './build';
import type { Settings } from './settings';

/** cdk8s writes the fields that it knows, and drops all others without a message. This check finds those. */
export function checkLostFields(settings: Settings, { daemonSet }: Pick<Built, 'daemonSet'>, problems: Problems) {
  const { affinity, podSecurityContext, seLinuxOptions, extraVolumes, extraVolumeMounts } = settings;
  const { spec } = daemonSet.spec.template;
  const [nodeCache] = spec.containers;
  const last = <T>(list: readonly T[], count: number) => list.slice(list.length - count);
  compare('affinity', affinity, spec.affinity, problems);
  compare('podSecurityContext', podSecurityContext, spec.securityContext, problems);
  compare('seLinuxOptions', seLinuxOptions, nodeCache.securityContext.seLinuxOptions, problems);
  compare('extraVolumes', extraVolumes, last(spec.volumes, extraVolumes.length), problems);
  compare('extraVolumeMounts', extraVolumeMounts, last(nodeCache.volumeMounts, extraVolumeMounts.length), problems);
}

/** Names are compared without case: Kubernetes and cdk8s differ in some capitals, such as those of `diskURI`. */
function compare(path: string, given: unknown, emitted: unknown, problems: Problems) {
  if (given === undefined || given === null) return;
  if (emitted === undefined) {
    const fix = 'spell it as cdk8s-plus-28 does, or add it by patchContainer or addJsonPatch';
    problems.add(path, given, 'is not a field or a value that cdk8s writes', fix);
  } else if (Array.isArray(given)) {
    for (const [index, item] of given.entries()) {
      compare(`${path}[${index}]`, item, (emitted as readonly unknown[])[index], problems);
    }
  } else if (Object.getPrototypeOf(given) === Object.prototype) {
    const fields = new Map(Object.entries(emitted as object).map(([name, value]) => [name.toLowerCase(), value]));
    for (const [name, value] of Object.entries(given)) {
      compare(`${path}.${name}`, value, fields.get(name.toLowerCase()), problems);
    }
  }
}

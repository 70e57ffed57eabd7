import { Fault } from '../input/problems';
import { isMap } from '../input/values';

/** Where a kind has its pod template, by `GROUP/KIND`; a Pod is its own. */
const POD_TEMPLATES: Readonly<Record<string, string>> = {
  'core/Pod': '',
  'core/PodTemplate': '/template',
  'core/ReplicationController': '/spec/template',
  'apps/DaemonSet': '/spec/template',
  'apps/Deployment': '/spec/template',
  'apps/ReplicaSet': '/spec/template',
  'apps/StatefulSet': '/spec/template',
  'batch/CronJob': '/spec/jobTemplate/spec/template',
  'batch/Job': '/spec/template',
};

/** Those of Kubernetes, and those that the user named. */
export function parsePodTemplates(value: unknown): ReadonlyMap<string, string> {
  if (!isMap(value)) throw new Fault('is not a map', "write { 'argoproj.io/Rollout': '/spec/template' }");
  for (const [kind, path] of Object.entries(value)) {
    if (!/^[a-z0-9.-]+\/[A-Z][A-Za-z0-9]*$/.test(kind)) {
      throw new Fault(`${JSON.stringify(kind)} is no group and kind`, "write 'argoproj.io/Rollout', say");
    }
    if (typeof path !== 'string' || !/^(\/[^/]+)+$/.test(path)) {
      throw new Fault(
        `${kind} has no path of a pod template`,
        "write that of the field which holds the pod's metadata and spec, such as '/spec/template'",
      );
    }
  }
  return new Map(Object.entries({ ...POD_TEMPLATES, ...(value as Record<string, string>) }));
}

/** The field of an object at a path of names and numbers such as `/spec/template`. */
export function fieldAt(object: unknown, path: string): unknown {
  return path
    .split('/')
    .slice(1)
    .reduce((field, name) => (field as Record<string, unknown> | undefined)?.[name], object);
}

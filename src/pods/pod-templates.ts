import { Fault } from '../input/problems';
import { parseEntries } from '../input/values';

/** The path of the pod template in each kind, by `GROUP/KIND`. A Pod is its own template. */
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

const parseEach = parseEntries("{ 'argoproj.io/Rollout': '/spec/template' }", parseGroupAndKind, parsePath);

/** Reads the user's paths of pod templates, and adds those of Kubernetes' own kinds. */
export function parsePodTemplates(value: unknown): ReadonlyMap<string, string> {
  return new Map([...Object.entries(POD_TEMPLATES), ...parseEach(value)]);
}

function parseGroupAndKind(value: unknown): string {
  if (/^[a-z0-9.-]+\/[A-Z][A-Za-z0-9]*$/.test(String(value))) return String(value);
  throw new Fault('is no group and kind', "write 'argoproj.io/Rollout', say");
}

function parsePath(value: unknown): string {
  if (typeof value === 'string' && /^(\/[^/]+)+$/.test(value)) return value;
  throw new Fault(
    'is not the path of a pod template',
    "write that of the field which holds the pod's metadata and spec, such as '/spec/template'",
  );
}

/** The field of an object at a path such as `/spec/template`. A path consists of names and numbers. */
export function fieldAt(object: unknown, path: string): unknown {
  return path
    .split('/')
    .slice(1)
    .reduce((field, name) => (field as Record<string, unknown> | undefined)?.[name], object);
}

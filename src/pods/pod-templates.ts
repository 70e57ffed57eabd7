import { Fault } from '../input/problems';
import { parseEntries } from '../input/values';

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

const parseEach = parseEntries("{ 'argoproj.io/Rollout': '/spec/template' }", parseGroupAndKind, parsePath);

/** Those of Kubernetes, and those that the user named. */
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

/** The field of an object at a path of names and numbers such as `/spec/template`. */
export function fieldAt(object: unknown, path: string): unknown {
  return path
    .split('/')
    .slice(1)
    .reduce((field, name) => (field as Record<string, unknown> | undefined)?.[name], object);
}

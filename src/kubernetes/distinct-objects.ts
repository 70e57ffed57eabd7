import { ApiObject, Chart } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';

/** Our constructs, and the charts that are checked already. */
const OURS = new WeakSet<IConstruct>();
const CHECKED = new WeakSet<Chart>();

/**
 * Refuses, at synth, objects of a chart that would be one in the cluster, where the one applied last would win: those
 * of two constructs of ours, or of one of ours and of the user. Each construct of ours calls it.
 */
export function checkDistinctObjects(construct: Construct) {
  OURS.add(construct);
  const chart = Chart.of(construct);
  if (CHECKED.has(chart)) return;
  CHECKED.add(chart);
  // The one moment when all objects are there.
  chart.node.addValidation({ validate: () => clashes(chart) });
}

/** An error for each two that write the same objects, however many these are. */
function clashes(chart: Chart): string[] {
  const first = new Map<string, ApiObject>();
  const shared = new Map<string, string[]>();
  for (const object of chart.node.findAll().filter(ApiObject.isApiObject)) {
    if (Chart.of(object) !== chart) continue;
    const { apiGroup, kind, name, metadata } = object;
    const where = metadata.namespace === undefined ? name : `${metadata.namespace}/${name}`;
    const key = `${apiGroup}/${kind} ${where}`;
    const twin = first.get(key);
    if (!twin) first.set(key, object);
    else if (OURS.has(ownerOf(twin)) || OURS.has(ownerOf(object))) {
      const owners = `${ownerOf(twin).node.path} and ${ownerOf(object).node.path}`;
      shared.set(owners, [...(shared.get(owners) ?? []), `${kind} ${where}`]);
    }
  }
  return [...shared].map(
    ([owners, objects]) =>
      `${owners} both write ${objects.join(', ')}; write another name or namespace for one, or keep one of the two`,
  );
}

/** The construct of ours that an object belongs to, or the object itself. */
function ownerOf(object: ApiObject): IConstruct {
  return object.node.scopes.find((scope) => OURS.has(scope)) ?? object;
}

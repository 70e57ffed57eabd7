import { ApiObject, Chart } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';

/** The constructs of this package. */
const OURS = new WeakSet<IConstruct>();
/** The charts that have the check already. */
const CHECKED = new WeakSet<Chart>();

/**
 * Refuses, at synth, two objects of a chart that have the same kind, namespace and name: the one applied last would
 * win. At least one of the two is of this package. Each construct of this package calls this function.
 */
export function checkDistinctObjects(construct: Construct) {
  OURS.add(construct);
  const chart = Chart.of(construct);
  if (CHECKED.has(chart)) return;
  CHECKED.add(chart);
  // At validation all objects of the chart exist.
  chart.node.addValidation({ validate: () => clashes(chart) });
}

/** One error for each two owners that write the same objects. The error lists all these objects. */
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

/** The construct of this package that an object belongs to, or the object itself. */
function ownerOf(object: ApiObject): IConstruct {
  return object.node.scopes.find((scope) => OURS.has(scope)) ?? object;
}

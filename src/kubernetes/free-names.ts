import { ApiObject, type ApiObjectProps, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { Problems } from '../input/problems';

/** Refuses objects that a chart has already, by kind, name and namespace: the ones applied last would win. */
export function checkSiblings(subject: string, construct: Construct, objects: readonly ApiObjectProps[]) {
  const problems = new Problems();
  const others = Chart.of(construct).node.findAll().filter(ApiObject.isApiObject);
  for (const { kind, metadata: { name, namespace } = {} } of objects) {
    const twin = others.find(
      (other) => other.kind === kind && other.name === name && other.metadata.namespace === namespace,
    );
    if (twin)
      problems.add('name', name, `is that of ${twin.node.path} too`, 'write another one, or keep one of the two');
  }
  problems.throwIfAny(subject);
}

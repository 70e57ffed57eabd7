import { k8s } from 'cdk8s-plus-28';
import { ifAny } from '../../kubernetes/part';
import type { Settings } from '../settings';

/** The ServiceAccount has no token, since node-cache never asks the API server. */
export function serviceAccount({ serviceAccountName, namespace, labels }: Settings) {
  return k8s.KubeServiceAccount.manifest({
    metadata: { name: serviceAccountName, namespace, labels: ifAny(labels) },
    automountServiceAccountToken: false,
  });
}

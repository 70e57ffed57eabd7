import { k8s } from 'cdk8s-plus-28';
import { ifAny } from '../../kubernetes/part';
import type { Settings } from '../settings';

/** node-cache never asks the API server, so it gets no token. */
export function serviceAccount({ serviceAccountName, namespace, labels }: Settings) {
  return k8s.KubeServiceAccount.manifest({
    metadata: { name: serviceAccountName, namespace, labels: ifAny(labels) },
    automountServiceAccountToken: false,
  });
}

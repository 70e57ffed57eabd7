import { k8s } from 'cdk8s-plus-28';
import type { Settings } from '../settings';
import { ifAny } from './names';

/** node-cache never asks the API server, so it gets no token. */
export function serviceAccount({ name, namespace, labels }: Settings) {
  return k8s.KubeServiceAccount.manifest({
    metadata: { name, namespace, labels: ifAny(labels) },
    automountServiceAccountToken: false,
  });
}

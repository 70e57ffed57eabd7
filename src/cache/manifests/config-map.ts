import { k8s } from 'cdk8s-plus-28';
import { ifAny } from '../../kubernetes/part';
import type { Settings } from '../settings';

/**
 * The ConfigMap with the Corefile and the host records. No script is in it, so users with the right to edit it decide
 * about DNS answers, and about nothing else.
 */
export function configMap(settings: Settings, corefile: string) {
  const { name, namespace, labels, hostRecords } = settings;
  return k8s.KubeConfigMap.manifest({
    metadata: { name, namespace, labels: ifAny(labels) },
    data: { Corefile: corefile, ...(hostRecords === '' ? {} : { hosts: hostRecords }) },
  });
}

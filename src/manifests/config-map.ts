import { k8s } from 'cdk8s-plus-28';
import type { Settings } from '../settings';
import { ifAny } from './names';

export function configMap({ name, namespace, labels, hostRecords }: Settings, corefile: string) {
  return k8s.KubeConfigMap.manifest({
    metadata: { name, namespace, labels: ifAny(labels) },
    data: { Corefile: corefile, ...(hostRecords === '' ? {} : { hosts: hostRecords }) },
  });
}

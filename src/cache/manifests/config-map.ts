import { k8s } from 'cdk8s-plus-28';
import { ifAny } from '../../kubernetes/part';
import type { Settings } from '../settings';

/** @param data what is in it besides the Corefile and the host records */
export function configMap(settings: Settings, corefile: string, data: Record<string, string>) {
  const { name, namespace, labels, hostRecords } = settings;
  return k8s.KubeConfigMap.manifest({
    metadata: { name, namespace, labels: ifAny(labels) },
    data: { Corefile: corefile, ...(hostRecords === '' ? {} : { hosts: hostRecords }), ...data },
  });
}

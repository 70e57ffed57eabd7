import { k8s } from 'cdk8s-plus-28';
import type { Settings } from '../settings';
import { failOpenData } from './fail-open';
import { kubeletData } from './kubelet';
import { ifAny } from './names';

export function configMap(settings: Settings, corefile: string) {
  const { name, namespace, labels, hostRecords } = settings;
  return k8s.KubeConfigMap.manifest({
    metadata: { name, namespace, labels: ifAny(labels) },
    data: {
      Corefile: corefile,
      ...(hostRecords === '' ? {} : { hosts: hostRecords }),
      ...failOpenData(settings),
      ...kubeletData(settings),
    },
  });
}

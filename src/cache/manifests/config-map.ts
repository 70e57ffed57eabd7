import { k8s } from 'cdk8s-plus-28';
import { failOpenData } from '../../fail-open/part';
import { kubeletData } from '../../kubelet/part';
import { ifAny } from '../labels';
import type { Settings } from '../settings';

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

import type { Part } from '../../kubernetes/part';
import type { Settings } from '../settings';

/** The files that node-cache reads: its Corefile, the host records, and the ConfigMap `kube-dns`. */
export function corefilePart({ name, hasHostRecords, useKubeDnsConfigMap }: Settings): Part {
  const config = {
    name: 'config-volume',
    configMap: {
      name,
      items: [{ key: 'Corefile', path: 'Corefile.base' }, ...(hasHostRecords ? [{ key: 'hosts', path: 'hosts' }] : [])],
    },
  };
  const kubeDns = { name: 'kube-dns-config', configMap: { name: 'kube-dns', optional: true } };
  return {
    volumes: useKubeDnsConfigMap ? [config, kubeDns] : [config],
    nodeCache: {
      volumeMounts: [
        { name: config.name, mountPath: '/etc/coredns' },
        ...(useKubeDnsConfigMap ? [{ name: kubeDns.name, mountPath: '/etc/kube-dns' }] : []),
      ],
    },
  };
}

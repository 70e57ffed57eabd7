import { rulesFor } from '../input/reader';
import { ownNames } from './instances';
import type { CacheValues } from './settings';

const rule = rulesFor<CacheValues>();

/**
 * Names of objects that a cluster has from the start. An object of this package with such a name would replace it.
 */
const CLUSTERS_OWN = [
  'cluster-info',
  'coredns',
  'default',
  'extension-apiserver-authentication',
  'kube-dns',
  'kube-proxy',
  'kubeadm-config',
  'kubelet-config',
  'kubernetes',
];

export const NAME_RULES = [
  ...(['name', 'upstreamServiceName'] as const).map((prop) =>
    rule([prop], (values, problems) => {
      if (!CLUSTERS_OWN.includes(values[prop])) return;
      problems.add(prop, values[prop], "is the name of one of the cluster's own objects", 'write another name');
    }),
  ),
  rule(['name', 'availability'], (values, problems) => {
    const long = ownNames(values).find((name) => name.length > 63);
    if (long === undefined) return;
    problems.add('name', values.name, `leaves no room for ${long}, the second cache's`, 'write 61 characters at most');
  }),
  rule(['name', 'availability', 'upstreamServiceName'], ({ upstreamServiceName, ...values }, problems) => {
    if (!ownNames(values).includes(upstreamServiceName)) return;
    problems.add('upstreamServiceName', upstreamServiceName, "is the metrics Service's name", 'write another name');
  }),
];

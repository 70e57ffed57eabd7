import { CLUSTER_DNS } from '../corefile/check';
import { KUBE_PROXY } from './kube-proxy';
import type { Mode } from './mode';

/** NOTRACK comes before kube-proxy's rules, so that the cache can have the kube-dns IP too. */
export const IPTABLES: Mode = {
  ...KUBE_PROXY,
  name: 'iptables',
  podsMustBeTold: false,
  boundIps: ({ localIps, clusterDnsIps }) => [...localIps, ...clusterDnsIps],
  // A query to the kube-dns IP would loop, so node-cache fills in the cluster IP of the upstream Service.
  clusterUpstreams: () => [CLUSTER_DNS],
  redirects: false,
};

import { KUBE_PROXY } from './kube-proxy';
import type { Mode } from './mode';

/** IPVS holds the kube-dns IP on an interface of its own (`kube-ipvs0`), so that the cache has the local IP alone. */
export const IPVS: Mode = {
  ...KUBE_PROXY,
  name: 'ipvs',
  podsMustBeTold: true,
  boundIps: ({ localIps }) => [...localIps],
  clusterUpstreams: ({ clusterDnsIps }) => clusterDnsIps.map(({ text }) => text),
  redirects: true,
};

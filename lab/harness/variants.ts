import { Availability, ProxyMode } from '../../src';
import { KUBE_DNS, LOCAL_DNS } from './addresses';
import { example, synthesized } from './install';

const IPVS = process.env.LAB_PROXY_MODE === 'ipvs';

/** The addresses that the cache binds. In IPVS mode the kube-dns IP belongs to kube-ipvs0. */
export const CACHE_ADDRESSES = IPVS ? [LOCAL_DNS] : [LOCAL_DNS, KUBE_DNS];

/** The first nameserver of a pod without DNS settings of its own. In IPVS mode the kubelets name the cache. */
export const ORDINARY_NAMESERVER = IPVS ? LOCAL_DNS : KUBE_DNS;

/** The example for this machine's proxy mode. */
export const EXAMPLE = IPVS ? 'ipvs' : 'iptables';

const props = IPVS ? { proxyMode: ProxyMode.IPVS, localIp: LOCAL_DNS, clusterDnsIp: KUBE_DNS } : {};

/** The manifest for some props, in this machine's proxy mode. */
export function synthesizedHere(...[more, patch]: Parameters<typeof synthesized>): string {
  return synthesized({ ...props, ...more }, patch);
}

/** The number of rules for each address of the cache in the table raw. */
export const RAW_RULES = { failOpen: 6, nodeCache: 8 };

type Variant = [name: string, manifest: () => string, rawRules: number];

/** The manifests that have to pass the documents' checks in this machine's proxy mode. */
export const VARIANTS: Variant[] = [
  [`examples/${EXAMPLE}`, () => example(EXAMPLE), RAW_RULES.failOpen],
  // The second document's cluster has another kube-dns IP, which its reader replaces in the manifest.
  ...(IPVS
    ? [['examples/tke', () => example('tke').replaceAll('172.16.252.10', KUBE_DNS), RAW_RULES.failOpen] as Variant]
    : []),
  ['privileged: false', () => synthesizedHere({ privileged: false }), RAW_RULES.failOpen],
  [
    'rolling, privileged: false',
    () => synthesizedHere({ availability: Availability.ROLLING, privileged: false }),
    RAW_RULES.nodeCache,
  ],
];

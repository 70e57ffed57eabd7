import { NodeLocalDnsCache } from '../cache/node-local-dns-cache';
import { parseImageReference } from '../image/reference';
import { parseObject, rulesFor, type Table, type Values, withDefault } from '../input/reader';
import { parseBoolean, parseDistinct, parseEnum, parseInstance } from '../input/values';
import { parseNamespace, parseObjectName } from '../kubernetes/identifiers';
import { type DeploymentReference, type KubeOvnIntegrationProps, WorkloadKind, type WorkloadReference } from './props';

const CONTROLLER = {
  name: withDefault('kube-ovn-controller', parseObjectName),
  namespace: withDefault('kube-system', parseNamespace),
} satisfies Table<DeploymentReference>;

const WORKLOAD = {
  namespace: parseNamespace,
  name: parseObjectName,
  kind: withDefault(WorkloadKind.DEPLOYMENT, parseEnum('WorkloadKind', WorkloadKind)),
} satisfies Table<WorkloadReference>;

/** How each prop is read. */
export const PROPS = {
  cache: parseInstance(NodeLocalDnsCache, 'a NodeLocalDnsCache'),
  controller: withDefault({}, parseObject(CONTROLLER)),
  underlaySubnets: withDefault([], parseDistinct(parseObjectName)),
  restart: withDefault([], parseDistinct(parseObject(WORKLOAD))),
  revert: withDefault(false, parseBoolean),
  image: parseImageReference,
} satisfies Table<KubeOvnIntegrationProps>;

export type KubeOvnSettings = Values<typeof PROPS>;

const rule = rulesFor<KubeOvnSettings>();

export const RULES = [
  rule(['cache'], ({ cache }, problems) => {
    const { name, podsMustBeTold } = cache.proxyMode;
    if (podsMustBeTold) return;
    problems.add(
      'cache',
      `proxyMode: ${name}`,
      'has the kube-dns IP too, which Kube-OVN answers for before a query reaches the node',
      'give the cache proxyMode: ProxyMode.IPVS, whatever kube-proxy does, so that it has the local IP alone',
    );
  }),
];

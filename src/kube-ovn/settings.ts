import { NodeLocalDnsCache } from '../cache/node-local-dns-cache';
import { parseImageReference } from '../image/reference';
import { Fault, located, type Problems } from '../input/problems';
import { checkKeys } from '../input/suggestion';
import { isMap, parseBoolean, parseEnum, parseInstance, parseList, parseProps } from '../input/values';
import { parseNamespace, parseObjectName } from '../kubernetes/identifiers';
import { type DeploymentReference, type KubeOvnIntegrationProps, WorkloadKind, type WorkloadReference } from './props';

/** What the objects are made of: complete and checked. */
export interface KubeOvnSettings {
  readonly localIp: string;
  readonly controller: Required<DeploymentReference>;
  readonly underlaySubnets: readonly string[];
  readonly restart: readonly Required<WorkloadReference>[];
  readonly revert: boolean;
  readonly image: string;
}

const KNOWN = [
  'cache',
  'controller',
  'underlaySubnets',
  'restart',
  'revert',
  'image',
] satisfies (keyof KubeOvnIntegrationProps)[];

export function resolveKubeOvnSettings(given: KubeOvnIntegrationProps, problems: Problems): KubeOvnSettings {
  const props = parseProps(given, problems);
  const read = <T>(prop: keyof KubeOvnIntegrationProps, standard: unknown, parse: (value: unknown) => T): T =>
    problems.read(prop, props[prop] ?? standard, parse);

  const cache = read('cache', undefined, parseInstance(NodeLocalDnsCache, 'a NodeLocalDnsCache'));
  if (cache?.proxyMode.servesClusterDnsIp) {
    problems.add(
      'cache',
      `proxyMode: ${cache.proxyMode.name}`,
      'has the kube-dns IP too, which Kube-OVN answers for before a query reaches the node',
      'give the cache proxyMode: ProxyMode.IPVS, whatever kube-proxy does, so that it has the local IP alone',
    );
  }
  const settings = {
    localIp: cache?.localIp,
    controller: read('controller', {}, parseController),
    underlaySubnets: read('underlaySubnets', [], parseDistinct(parseObjectName)),
    restart: read('restart', [], parseDistinct(parseWorkload)),
    revert: read('revert', false, parseBoolean),
    image: read('image', 'kubeovn/kube-ovn:v1.15.0', parseImageReference)?.text,
  };
  problems.read('props', Object.keys(props), () => checkKeys(props, KNOWN, 'prop'));
  return settings;
}

function parseController(value: unknown): Required<DeploymentReference> {
  if (!isMap(value))
    throw new Fault('is no Deployment', "write { name: 'kube-ovn-controller', namespace: 'kube-system' }");
  checkKeys(value, ['name', 'namespace'], 'key');
  return {
    name: located('name', () => parseObjectName(value.name ?? 'kube-ovn-controller')),
    namespace: located('namespace', () => parseNamespace(value.namespace ?? 'kube-system')),
  };
}

function parseWorkload(value: unknown): Required<WorkloadReference> {
  if (!isMap(value)) throw new Fault('is no workload', "write { namespace: 'shop', name: 'web' }");
  checkKeys(value, ['kind', 'namespace', 'name'], 'key');
  return {
    kind: located('kind', () => parseEnum('WorkloadKind', WorkloadKind)(value.kind ?? WorkloadKind.DEPLOYMENT)),
    namespace: located('namespace', () => parseNamespace(value.namespace)),
    name: located('name', () => parseObjectName(value.name)),
  };
}

function parseDistinct<T>(parse: (value: unknown) => T): (value: unknown) => T[] {
  return (value) => {
    const items = parseList(parse)(value);
    const texts = items.map((item) => JSON.stringify(item));
    const twice = texts.find((text, index) => texts.indexOf(text) !== index);
    if (twice !== undefined) throw new Fault(`${twice} stands there twice`, 'write it once');
    return items;
  };
}

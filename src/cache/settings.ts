import type { k8s } from 'cdk8s-plus-28';
import { CacheProfile } from '../corefile/cache-profile';
import { parseExtraPlugins, parseExtraServerBlocks } from '../corefile/extra';
import { parseHostRecords } from '../corefile/host-records';
import type { ZoneSettings } from '../corefile/zones';
import { parseVersion, reloadsWithSignal, versionOfTag } from '../image/node-cache';
import { parseImageReference } from '../image/reference';
import type { Version } from '../image/version';
import { type Address, parseClusterDnsIp, parseLocalIp, parsePort, parseUpstream } from '../input/address';
import { parseDomain } from '../input/domain';
import { Fault, type Problems } from '../input/problems';
import { checkKeys } from '../input/suggestion';
import {
  parseBoolean,
  parseEnum,
  parseInstance,
  parseList,
  parseMapOfLists,
  parseProps,
  parseWholeNumber,
} from '../input/values';
import { KubeletPatch } from '../kubelet/patch';
import type { KubeletSettings } from '../kubelet/settings';
import {
  parseAnnotations,
  parseLabels,
  parseNamespace,
  parseNodeSelector,
  parseObjectName,
  parseServiceName,
} from '../kubernetes/identifiers';
import { parseResources, type Resources } from '../kubernetes/resources';
import { parseToleration } from '../kubernetes/tolerations';
import { ProxyMode } from '../modes/proxy-mode';
import { Availability } from '../options/availability';
import { ImagePullPolicy } from '../options/image-pull-policy';
import { Metrics } from '../options/metrics';
import { QueryLog } from '../options/query-log';
import type { Toleration } from '../options/toleration';
import { UpdateStrategy } from '../options/update-strategy';
import type { NodeLocalDnsCacheProps } from './props';
import { checkRelations } from './rules';

/** A cache's values: complete, checked, and free of contradictions. */
export interface Settings extends ZoneSettings {
  readonly proxyMode: ProxyMode;
  readonly availability: Availability;
  readonly kubelet?: KubeletSettings;
  readonly clusterDnsIp: Address;
  readonly namespace: string;
  readonly name: string;
  readonly serviceAccountName: string;
  readonly upstreamServiceName: string;
  readonly upstreamSelector: Record<string, string>;
  readonly image: string;
  readonly version: Version;
  readonly imagePullPolicy?: ImagePullPolicy;
  readonly imagePullSecrets: readonly string[];
  readonly privileged: boolean;
  /** Not with an availability that surges: node-cache then takes a free one. */
  readonly setupMetricsPort?: number;
  /** The text of the hosts file; empty without host records. */
  readonly hostRecords: string;
  readonly useKubeDnsConfigMap: boolean;
  readonly resources: Resources;
  readonly gogc?: number;
  readonly gomaxprocs?: number;
  readonly tolerations: readonly Toleration[];
  readonly nodeSelector: Record<string, string>;
  readonly priorityClassName: string;
  /** Not with an availability that surges. */
  readonly updateStrategy?: k8s.DaemonSetUpdateStrategy;
  readonly podLabels: Record<string, string>;
  readonly podAnnotations: Record<string, string>;
  readonly labels: Record<string, string>;
  readonly prometheusAnnotations: boolean;
}

export const DEFAULT_IMAGE = 'registry.k8s.io/dns/k8s-dns-node-cache:1.26.8';
export const DEFAULT_TOLERATIONS: Toleration[] = [
  { key: 'CriticalAddonsOnly', operator: 'Exists' },
  { effect: 'NoExecute', operator: 'Exists' },
  { effect: 'NoSchedule', operator: 'Exists' },
];

/** Props to settings: every default, the checks of each value by itself, then of the values together. */
export function resolveSettings(props: NodeLocalDnsCacheProps, problems: Problems): Settings {
  const settings = readValues(props, problems);
  if (!problems.any) checkRelations(settings, problems);
  return settings;
}

function readValues(given: NodeLocalDnsCacheProps, problems: Problems): Settings {
  const props = parseProps(given, problems);
  type Props = Required<NodeLocalDnsCacheProps>;
  const known: string[] = [];
  const optional = <K extends keyof Props, T>(prop: K, parse: (value: unknown) => T): T | undefined => {
    known.push(prop);
    return props[prop] == null ? undefined : problems.read(prop, props[prop], parse);
  };
  const read = <K extends keyof Props, T>(prop: K, standard: Props[K], parse: (value: unknown) => T): T => {
    known.push(prop);
    return problems.read(prop, props[prop] ?? standard, parse);
  };

  const proxyMode = read(
    'proxyMode',
    ProxyMode.IPTABLES,
    parseInstance(ProxyMode, 'ProxyMode.IPTABLES, ProxyMode.NFTABLES or ProxyMode.IPVS'),
  );
  const localIp = read('localIp', '169.254.20.10', parseLocalIp);
  const clusterDnsIp = read('clusterDnsIp', '10.96.0.10', parseClusterDnsIp);
  const kubelet = optional('kubelet', parseInstance(KubeletPatch, 'KubeletPatch.configFile() or another one'));
  const image = read('image', DEFAULT_IMAGE, parseImageReference);
  const version =
    optional('imageVersion', (value) => parseVersion(value, image)) ??
    read('image', DEFAULT_IMAGE, () => versionOfTag(image?.tag));
  const hostRecords = read('hostRecords', {}, parseHostRecords);
  const cacheProfile = read(
    'cache',
    CacheProfile.OFFICIAL,
    parseInstance(CacheProfile, 'CacheProfile.OFFICIAL, CacheProfile.RESILIENT or CacheProfile.of({ ... })'),
  );
  const name = read('name', 'node-local-dns', parseServiceName);
  const availability = read(
    'availability',
    Availability.FAIL_OPEN,
    parseInstance(Availability, 'Availability.ROLLING, FAIL_OPEN, SURGE or REDUNDANT'),
  );
  const updateStrategy =
    optional(
      'updateStrategy',
      parseInstance(UpdateStrategy, 'UpdateStrategy.rolling() or UpdateStrategy.onDelete()'),
    ) ?? (availability?.surges ? undefined : UpdateStrategy.rolling());
  const metrics = read('metrics', Metrics.FULL, parseEnum('Metrics', Metrics));
  const hasMetrics = metrics !== Metrics.NONE;
  const settings = {
    proxyMode,
    availability,
    kubelet:
      kubelet &&
      localIp &&
      clusterDnsIp &&
      problems.read('kubelet', kubelet, () => kubelet._settings(localIp.text, clusterDnsIp.text)),
    localIp,
    clusterDnsIp,
    bound: proxyMode?._boundAddresses(localIp, clusterDnsIp),
    clusterDomains: [
      read('clusterDomain', 'cluster.local', parseDomain),
      ...(optional('additionalClusterDomains', parseList(parseDomain)) ?? []),
    ],
    clusterUpstream: proxyMode?._clusterUpstream(clusterDnsIp?.text),
    namespace: read('namespace', 'kube-system', parseNamespace),
    name,
    serviceAccountName: name,
    upstreamServiceName: read('upstreamServiceName', 'kube-dns-upstream', parseServiceName),
    upstreamSelector: read('upstreamSelector', { 'k8s-app': 'kube-dns' }, parseLabels),
    image: image?.text,
    version,
    reloadPlugin: version && !reloadsWithSignal(version),
    imagePullPolicy: optional('imagePullPolicy', parseEnum('ImagePullPolicy', ImagePullPolicy)),
    imagePullSecrets: read('imagePullSecrets', [], parseList(parseObjectName)),
    privileged: read('privileged', true, parseBoolean),
    healthPort: read('healthPort', 8080, parsePort),
    metrics,
    metricsPort: hasMetrics ? read('metricsPort', 9253, parsePort) : optional('metricsPort', needsMetrics),
    setupMetricsPort: optional('setupMetricsPort', parsePort) ?? (availability?.surges ? undefined : 9353),
    upstreamServers: read('upstreamServers', [], parseList(parseUpstream)),
    forceTcpToClusterDns: read('forceTcpToClusterDns', true, parseBoolean),
    forceTcpToUpstream: read('forceTcpToUpstream', false, parseBoolean),
    stubDomains: read('stubDomains', {}, parseMapOfLists(parseDomain, parseUpstream)),
    hostRecords,
    hasHostRecords: hostRecords !== '',
    cache: cacheProfile && problems.read('cache', cacheProfile, () => cacheProfile._settings()),
    queryLog: read('queryLog', QueryLog.OFF, parseEnum('QueryLog', QueryLog)),
    useKubeDnsConfigMap: read('useKubeDnsConfigMap', true, parseBoolean),
    extraServerBlocks: read('extraServerBlocks', '', parseExtraServerBlocks),
    extraPlugins: read('extraPlugins', '', parseExtraPlugins),
    resources: read('resources', {}, parseResources),
    gogc: optional('gogc', parseWholeNumber(1, 10_000)),
    gomaxprocs: optional('gomaxprocs', parseWholeNumber(1, 1024)),
    tolerations: read('tolerations', DEFAULT_TOLERATIONS, parseList(parseToleration)),
    nodeSelector: read('nodeSelector', {}, parseNodeSelector),
    priorityClassName: read('priorityClassName', 'system-node-critical', parseObjectName),
    updateStrategy: updateStrategy && problems.read('updateStrategy', updateStrategy, () => updateStrategy._spec()),
    podLabels: read('podLabels', {}, parseLabels),
    podAnnotations: read('podAnnotations', {}, parseAnnotations),
    labels: read('labels', {}, parseLabels),
    prometheusAnnotations: read(
      'prometheusAnnotations',
      hasMetrics,
      (value) => parseBoolean(value) && (hasMetrics || needsMetrics()),
    ),
  };
  problems.read('props', Object.keys(props), () => checkKeys(props, known, 'prop'));
  return settings;
}

function needsMetrics(): never {
  throw new Fault('does nothing with Metrics.NONE', 'leave it out, or use Metrics.LIGHT');
}

import type { k8s } from 'cdk8s-plus-28';
import { CacheProfile } from '../corefile/cache-profile';
import { parseExtraPlugins, parseExtraServerBlocks } from '../corefile/extra';
import { parseHostRecords } from '../corefile/host-records';
import { QueryLog } from '../corefile/query-log';
import type { CorefileSettings } from '../corefile/zones';
import { parseImageRegistry } from '../image/defaults';
import { parseVersion, reloadsWithSignal, SINCE } from '../image/node-cache';
import { parseImageReference } from '../image/reference';
import { isAtLeast, type Version } from '../image/version';
import { parseClusterDnsIp, parseListenAddress, parseLocalIp, parsePort } from '../input/address';
import { parseDomain } from '../input/domain';
import { optional, parseList, type Rule, readProps, type Table, type Values, withDefault } from '../input/reader';
import {
  filled,
  parseBoolean,
  parseDistinct,
  parseEntries,
  parseEnum,
  parseInstance,
  parseResolved,
  parseWholeNumber,
} from '../input/values';
import { KubeletPatch } from '../kubelet/patch';
import { type KubeletSettings, kubeletSettings } from '../kubelet/settings';
import { parseEnvironment } from '../kubernetes/environment';
import {
  parseAnnotations,
  parseLabels,
  parseNamespace,
  parseNodeSelector,
  parseObjectName,
  parseServiceName,
} from '../kubernetes/identifiers';
import { parseInertObject } from '../kubernetes/inert-object';
import { parsePodSecurityContext } from '../kubernetes/pod-security-context';
import { parseResources } from '../kubernetes/resources';
import { DEFAULT_TOLERATIONS, parseToleration } from '../kubernetes/tolerations';
import type { Addresses } from '../modes/mode';
import { ProxyMode } from '../modes/proxy-mode';
import { Availability } from '../options/availability';
import { CacheAffinity } from '../options/cache-affinity';
import { ErrorLog } from '../options/error-log';
import { ImagePullPolicy } from '../options/image-pull-policy';
import { Metrics } from '../options/metrics';
import { TrafficDistribution } from '../options/traffic-distribution';
import { UpdateStrategy } from '../options/update-strategy';
import { parseReverseZone, parseStubDomain, parseZoneKey, planZones } from '../zones/plan';
import { parseUpstreams } from '../zones/way';
import { Zone } from '../zones/zone';
import { CACHE_PROFILES, QUERY_LOGS } from '../zones/zone-values';
import { DEFAULT_NAME, DEFAULT_NAMESPACE } from './defaults';
import { imageOf, versionOf } from './image';
import { portsOf } from './ports';
import type { NodeLocalDnsCacheProps } from './props';
import { RULES } from './rules';

/** How each prop is read. */
export const PROPS = {
  proxyMode: withDefault(
    ProxyMode.IPTABLES,
    parseResolved(ProxyMode, 'ProxyMode.IPTABLES, ProxyMode.NFTABLES or ProxyMode.IPVS'),
  ),
  availability: withDefault(
    Availability.FAIL_OPEN,
    parseInstance(Availability, 'Availability.ROLLING, FAIL_OPEN, SURGE or REDUNDANT'),
  ),
  kubelet: optional(parseResolved(KubeletPatch, 'KubeletPatch.configFile() or another one')),
  localIp: withDefault('169.254.20.10', parseLocalIp),
  clusterDnsIp: withDefault('10.96.0.10', parseClusterDnsIp),
  clusterDomain: withDefault('cluster.local', parseDomain),
  additionalClusterDomains: withDefault([], parseList(parseDomain)),
  namespace: optional(parseNamespace),
  name: withDefault(DEFAULT_NAME, parseServiceName),
  upstreamServiceName: withDefault('kube-dns-upstream', parseServiceName),
  upstreamSelector: optional(parseLabels),
  image: optional(parseImageReference),
  imageRegistry: optional(parseImageRegistry),
  imageVersion: optional(parseVersion),
  imagePullPolicy: optional(parseEnum('ImagePullPolicy', ImagePullPolicy)),
  imagePullSecrets: withDefault([], parseList(parseObjectName)),
  privileged: withDefault(true, parseBoolean),
  healthPort: withDefault(8080, parsePort),
  metrics: withDefault(Metrics.FULL, parseEnum('Metrics', Metrics)),
  metricsPort: optional(parsePort),
  metricsIp: optional(parseListenAddress),
  setupMetricsPort: optional(parsePort),
  clusterDnsPort: withDefault(53, parsePort),
  upstreamTrafficDistribution: optional(parseEnum('TrafficDistribution', TrafficDistribution)),
  upstreamServers: withDefault([], parseUpstreams),
  stubDomains: withDefault(
    {},
    parseEntries("{ 'name.example': ['192.0.2.1'] }", parseStubDomain, filled(parseUpstreams)),
  ),
  reverseZones: optional(filled(parseDistinct(parseReverseZone))),
  zones: withDefault(
    {},
    parseEntries(
      "{ 'name.example': Zone.of({ ... }) }",
      parseZoneKey,
      parseResolved(Zone, 'Zone.of({ ... }) or Zone.nonexistent()'),
    ),
  ),
  hostRecords: withDefault({}, parseHostRecords),
  cache: withDefault(CacheProfile.OFFICIAL, parseResolved(CacheProfile, CACHE_PROFILES)),
  queryLog: withDefault(QueryLog.OFF, parseResolved(QueryLog, QUERY_LOGS)),
  errorLog: withDefault(ErrorLog.CONSOLIDATED, parseEnum('ErrorLog', ErrorLog)),
  useKubeDnsConfigMap: withDefault(true, parseBoolean),
  extraServerBlocks: withDefault('', parseExtraServerBlocks),
  extraPlugins: withDefault('', parseExtraPlugins),
  seLinuxOptions: optional(parseInertObject<k8s.SeLinuxOptions>),
  podSecurityContext: optional(parsePodSecurityContext),
  env: withDefault({}, parseEnvironment),
  extraVolumes: withDefault([], parseList(parseInertObject<k8s.Volume>)),
  extraVolumeMounts: withDefault([], parseList(parseInertObject<k8s.VolumeMount>)),
  resources: withDefault({}, parseResources),
  gogc: optional(parseWholeNumber(1, 10_000)),
  gomaxprocs: optional(parseWholeNumber(1, 1024)),
  tolerations: withDefault(DEFAULT_TOLERATIONS, parseList(parseToleration)),
  nodeSelector: withDefault({}, parseNodeSelector),
  affinity: optional(parseResolved(CacheAffinity, 'CacheAffinity.NO_VIRTUAL_NODES or CacheAffinity.of({ ... })')),
  priorityClassName: withDefault('system-node-critical', parseObjectName),
  updateStrategy: optional(parseResolved(UpdateStrategy, 'UpdateStrategy.rolling() or UpdateStrategy.onDelete()')),
  podLabels: withDefault({}, parseLabels),
  podAnnotations: withDefault({}, parseAnnotations),
  labels: withDefault({}, parseLabels),
  prometheusAnnotations: optional(parseBoolean),
} satisfies Table<NodeLocalDnsCacheProps>;

export type CacheValues = Values<typeof PROPS>;

type AsRead = Omit<
  CacheValues,
  | 'namespace'
  | 'image'
  | 'imageVersion'
  | 'kubelet'
  | 'proxyMode'
  | 'updateStrategy'
  | 'zones'
  | 'cache'
  | 'queryLog'
  | 'reverseZones'
  | 'stubDomains'
  | 'upstreamServers'
  | keyof Addresses
>;

/** A cache's values and what is derived from them: complete, checked, and free of contradictions. */
export interface Settings extends AsRead, Omit<CorefileSettings, keyof AsRead>, Addresses {
  readonly mode: CacheValues['proxyMode'];
  readonly kubelet?: KubeletSettings;
  readonly namespace: string;
  readonly serviceAccountName: string;
  readonly upstreamSelector: Record<string, string>;
  /** Whether the user has set `upstreamSelector`. */
  readonly hasUpstreamSelector: boolean;
  readonly image: string;
  readonly version: Version;
  readonly metricsPort: number | undefined;
  /** Undefined with an availability that surges: node-cache then takes a free port. */
  readonly setupMetricsPort: number | undefined;
  /** Undefined with an availability that surges, which has its own. */
  readonly updateStrategy?: k8s.DaemonSetUpdateStrategy;
  readonly prometheusAnnotations: boolean;
}

/** @param rules the checks that depend on the cache's place in its app */
export function readSettings(
  subject: string,
  props: NodeLocalDnsCacheProps,
  ...rules: readonly Rule<CacheValues>[]
): Settings {
  return derive(readProps(subject, props, PROPS, [...RULES, ...rules]));
}

function derive({ proxyMode: mode, kubelet, imageVersion, ...props }: CacheValues): Settings {
  const { cache, queryLog, zones, stubDomains, upstreamServers, reverseZones, ...values } = props;
  const { availability, metrics } = values;
  const addresses = { localIps: [values.localIp], clusterDnsIps: [values.clusterDnsIp] };
  const version = versionOf({ ...values, imageVersion });
  return {
    ...values,
    ...addresses,
    mode,
    boundIps: mode.boundIps(addresses),
    healthIp: mode.healthIp(addresses),
    clusterUpstreams: mode.clusterUpstreams(addresses),
    zones: planZones(props),
    kubelet: kubelet && kubeletSettings(kubelet, addresses, values.imageRegistry),
    namespace: values.namespace ?? DEFAULT_NAMESPACE,
    serviceAccountName: values.name,
    hasUpstreamSelector: values.upstreamSelector !== undefined,
    upstreamSelector: values.upstreamSelector ?? { 'k8s-app': 'kube-dns' },
    image: imageOf(values).text,
    version,
    reloadPlugin: !reloadsWithSignal(version),
    boundsAttempts: isAtLeast(version, SINCE.v1_26_8),
    showsFirstError: isAtLeast(version, SINCE.v1_27_0),
    hasHostRecords: values.hostRecords !== '',
    ...portsOf(values),
    updateStrategy: values.updateStrategy ?? (availability.surges ? undefined : UpdateStrategy.rolling()._resolve()),
    prometheusAnnotations: values.prometheusAnnotations ?? (metrics !== Metrics.NONE && !values.metricsIp),
  };
}

import { ApiObject, type Chart } from 'cdk8s';
import * as fc from 'fast-check';
import {
  Availability,
  CacheAffinity,
  CertificateAuthority,
  Forward,
  type ForwardOptions,
  type ForwardPolicy,
  type ForwardProtocol,
  InjectedNamespaces,
  KubeletPatch,
  KubeOvnIntegration,
  type KubeOvnIntegrationProps,
  MonitoringDashboard,
  type NodeLocalDnsAlert,
  NodeLocalDnsCache,
  type NodeLocalDnsCacheProps,
  NodeLocalDnsCleanup,
  type NodeLocalDnsCleanupProps,
  NodeLocalDnsEgress,
  type NodeLocalDnsEgressProps,
  NodeLocalDnsInjection,
  type NodeLocalDnsInjectionProps,
  NodeLocalDnsMonitoring,
  type NodeLocalDnsMonitoringProps,
  ProxyMode,
  QueryLog,
  type ResponseCode,
  type TrafficDistribution,
  UpdateStrategy,
  type UseInOptions,
  WorkloadKind,
  Zone,
  type ZoneOptions,
} from '../src';

/** Strings that a program between a prop and a node could take for something else. */
export const NASTY = [
  '\n',
  '\r',
  '\r\n',
  '\t',
  '\0',
  '\x7f',
  '\x85',
  '\u2028',
  '\ufeff',
  '\u00a0',
  '\u3000',
  '\ud800',
  '\u212a',
  '"',
  "'",
  '`',
  '\\',
  '\\"',
  '{',
  '}',
  '{}',
  '{{ . }}',
  '#',
  ' # ',
  '$',
  '{$HOME}',
  '{%A%}',
  '$(HOME)',
  '__PILLAR__LOCAL__DNS__',
  '__PILLAR__CLUSTER__DNS__',
  '__PROMETHEUS__ENDPOINT__',
  'import x',
  '(a)',
  ',',
  ':',
  ': ',
  '- ',
  '---',
  '...',
  '&a',
  '*a',
  '!!int 1',
  '|',
  '>',
  '%',
  '@',
  '?',
  '~',
  '<<',
  '=',
  'null',
  'true',
  'yes',
  'n',
  '0o7',
  '0X1F',
  '1e3',
  '1_000',
  '1e3_0',
  '0_x1f',
  '0B1',
  '12:30:45',
  '.inf',
  '2024-01-01',
  'constructor',
  '__proto__',
  'toString',
  '../..',
  '127.0.0.1',
  '::1',
  '10.96.0.10',
  '169.254.20.10',
  ':53',
  'tls://',
  '.',
  '..',
  '-',
  '--',
  '-conf',
  ' ',
  '\n}\n. {\n  forward . 192.0.2.66\n}\n',
  '\n        evil: true\n',
  '\ta\nb',
  'a'.repeat(64),
  'a.'.repeat(130),
  'é',
  '💥',
];

/** Those, alone and among others. */
export const nastyText = fc.oneof(
  fc.constantFrom(...NASTY),
  fc
    .array(fc.oneof(fc.constantFrom(...NASTY, 'a', 'b1'), fc.string({ maxLength: 3, unit: 'binary' })), {
      maxLength: 5,
    })
    .map((parts) => parts.join('')),
);

/** How the package refuses a value. */
export const OUR_ERROR = /^\w+ test\/[-\w]+(, useIn)? has /;

/** Fills a chart named `test` with a construct that has the string in one of its props. */
type Make = (chart: Chart, text: string) => void;

/** Where a construct takes a string, with a harmless one to compare with. */
type Places<Props> = Record<string, [harmless: string, props: (text: string) => Props]>;

const zone = (options: ZoneOptions) => ({ zones: { example: Zone.of(options) } });
const to = (options: ForwardOptions) => Forward.to(['192.0.2.1', '192.0.2.2'], options);
const verified = (certificateAuthority: CertificateAuthority) =>
  Forward.to(['tls://192.0.2.1%dns.example'], { certificateAuthority });

const CACHE: Places<NodeLocalDnsCacheProps> = {
  localIp: ['169.254.20.11', (localIp) => ({ localIp })],
  clusterDnsIp: ['10.96.0.11', (clusterDnsIp) => ({ clusterDnsIp })],
  clusterDomain: ['harmless', (clusterDomain) => ({ clusterDomain })],
  additionalClusterDomains: ['harmless', (text) => ({ additionalClusterDomains: [text] })],
  namespace: ['harmless', (namespace) => ({ namespace })],
  name: ['harmless', (name) => ({ name })],
  upstreamServiceName: ['harmless', (upstreamServiceName) => ({ upstreamServiceName })],
  'upstreamSelector, key': ['harmless', (text) => ({ upstreamSelector: { [text]: 'a' } })],
  'upstreamSelector, value': ['harmless', (text) => ({ upstreamSelector: { a: text } })],
  image: ['harmless:1.26.8', (image) => ({ image, imageVersion: '1.26.8' })],
  imageVersion: ['1.26.8', (imageVersion) => ({ image: 'node-cache:stable', imageVersion })],
  imagePullPolicy: ['Always', (text) => ({ imagePullPolicy: text }) as NodeLocalDnsCacheProps],
  imagePullSecrets: ['harmless', (text) => ({ imagePullSecrets: [text] })],
  upstreamServers: ['192.0.2.1', (text) => ({ upstreamServers: [text] })],
  'stubDomains, domain': ['harmless', (text) => ({ stubDomains: { [text]: ['192.0.2.1'] } })],
  'stubDomains, server': ['192.0.2.1', (text) => ({ stubDomains: { 'a.example': [text] } })],
  'hostRecords, IP': ['192.0.2.1', (text) => ({ hostRecords: { [text]: ['a.example'] } })],
  'hostRecords, name': ['harmless', (text) => ({ hostRecords: { '192.0.2.1': [text] } })],
  metrics: ['full', (text) => ({ metrics: text }) as NodeLocalDnsCacheProps],
  errorLog: ['every', (text) => ({ errorLog: text }) as NodeLocalDnsCacheProps],
  'queryLog, format': ['harmless {name}', (format) => ({ queryLog: QueryLog.of({ format }) })],
  upstreamTrafficDistribution: [
    'PreferSameZone',
    (text) => ({ upstreamTrafficDistribution: text as TrafficDistribution }),
  ],
  reverseZones: ['192.0.2.0/24', (text) => ({ reverseZones: [text] })],
  'zones, zone': ['harmless', (text) => ({ zones: { [text]: Zone.nonexistent() } })],
  'zones, rewrites, name': ['a.example', (text) => zone({ rewrites: { [text]: 'b.example' } })],
  'zones, rewrites, new name': ['b.example', (text) => zone({ rewrites: { 'a.example': text } })],
  'zones, withoutTypes': ['AAAA', (text) => zone({ withoutTypes: [text] })],
  'zones, extraPlugins': [
    'harmless',
    (text) => zone({ extraPlugins: `template ANY HINFO . {\n  answer "${text}"\n}` }),
  ],
  'zones, forward': ['192.0.2.1', (text) => zone({ forward: Forward.to([text]) })],
  'zones, server name': ['harmless', (text) => zone({ forward: Forward.to([`tls://192.0.2.1%${text}`]) })],
  'zones, healthCheckDomain': ['harmless', (text) => zone({ forward: to({ healthCheckDomain: text }) })],
  'zones, except': ['harmless', (text) => zone({ forward: to({ except: [text] }) })],
  'zones, policy': ['random', (text) => zone({ forward: to({ policy: text as ForwardPolicy }) })],
  'zones, protocol': ['tcp', (text) => zone({ forward: to({ protocol: text as ForwardProtocol }) })],
  'zones, failover': ['NXDOMAIN', (text) => zone({ forward: to({ failover: [text as ResponseCode] }) })],
  'zones, certificates': ['harmless', (text) => zone({ forward: verified(CertificateAuthority.fromSecret(text)) })],
  'zones, key': ['harmless', (text) => zone({ forward: verified(CertificateAuthority.fromConfigMap('a', text)) })],
  'resources, cpu': ['25m', (cpu) => ({ resources: { requests: { cpu } } })],
  'resources, memory': ['1Gi', (memory) => ({ resources: { limits: { memory } } })],
  'tolerations, key': ['harmless', (key) => ({ tolerations: [{ key }] })],
  'tolerations, value': ['harmless', (value) => ({ tolerations: [{ key: 'a', value }] })],
  'tolerations, effect': ['NoSchedule', (effect) => ({ tolerations: [{ key: 'a', effect }] })],
  'tolerations, operator': ['Equal', (operator) => ({ tolerations: [{ key: 'a', operator }] })],
  'nodeSelector, key': ['harmless', (text) => ({ nodeSelector: { [text]: 'a' } })],
  'nodeSelector, value': ['harmless', (text) => ({ nodeSelector: { a: text } })],
  priorityClassName: ['harmless', (priorityClassName) => ({ priorityClassName })],
  'podLabels, key': ['harmless', (text) => ({ podLabels: { [text]: 'a' } })],
  'podLabels, value': ['harmless', (text) => ({ podLabels: { a: text } })],
  'podAnnotations, key': ['harmless', (text) => ({ podAnnotations: { [text]: 'a' } })],
  'podAnnotations, value': ['harmless', (text) => ({ podAnnotations: { a: text } })],
  'labels, key': ['harmless', (text) => ({ labels: { [text]: 'a' } })],
  'labels, value': ['harmless', (text) => ({ labels: { a: text } })],
  // The text as one token of a template, in quotes as a careful user would write it.
  'extraPlugins, token': ['harmless', (text) => ({ extraPlugins: `template ANY HINFO . {\n  answer "${text}"\n}` })],
  'extraServerBlocks, token': [
    'harmless',
    (text) => ({ extraServerBlocks: `x.example {\n  template ANY HINFO . {\n    answer "${text}"\n  }\n}` }),
  ],
  imageRegistry: ['harmless.example', (imageRegistry) => ({ imageRegistry })],
  updateStrategy: [
    '1',
    (share) => ({ availability: Availability.ROLLING, updateStrategy: UpdateStrategy.rolling(share) }),
  ],
  metricsIp: ['192.0.2.1', (metricsIp) => ({ metricsIp })],
  seLinuxOptions: ['harmless', (type) => ({ seLinuxOptions: { type } })],
  podSecurityContext: ['harmless', (text) => ({ podSecurityContext: { fsGroupChangePolicy: text } })],
  'env, name': ['harmless', (text) => ({ env: { [text]: 'a' } })],
  'env, value': ['harmless', (text) => ({ env: { A: text } })],
  'extraVolumes, name': ['harmless', (name) => ({ extraVolumes: [{ name, emptyDir: {} }] })],
  'extraVolumes, path': ['harmless', (path) => ({ extraVolumes: [{ name: 'a', hostPath: { path } }] })],
  'extraVolumes, key': [
    'harmless',
    (text) => ({ extraVolumes: [{ name: 'a', csi: { driver: 'a', volumeAttributes: { [text]: 'a' } } }] }),
  ],
  extraVolumeMounts: [
    '/harmless',
    (mountPath) => ({
      extraVolumes: [{ name: 'a', emptyDir: {} }],
      extraVolumeMounts: [{ name: 'a', mountPath }],
    }),
  ],
  'affinity, key': ['harmless', (text) => ({ affinity: affinityTo({ [text]: 'a' }) })],
  'affinity, value': ['harmless', (text) => ({ affinity: affinityTo({ a: text }) })],
};

const KUBELET: Places<KubeletPatch> = {
  path: ['/harmless', (path) => KubeletPatch.configFile({ path })],
  service: ['harmless', (service) => KubeletPatch.auto({ service })],
  restartCommand: ['harmless', (restartCommand) => KubeletPatch.auto({ restartCommand })],
  nameservers: ['192.0.2.1', (text) => KubeletPatch.auto({ nameservers: ['169.254.20.10', text] })],
  image: ['harmless:1', (image) => KubeletPatch.auto({ image })],
  directory: ['/harmless', (directory) => KubeletPatch.dropIn({ directory })],
  'environmentFile.path': ['/harmless', (path) => KubeletPatch.environmentFile({ path, variable: 'ARGS' })],
  variable: ['harmless', (variable) => KubeletPatch.environmentFile({ path: '/etc/default/kubelet', variable })],
};

const CLEANUP: Places<NodeLocalDnsCleanupProps> = {
  namespace: ['harmless', (namespace) => ({ namespace })],
  image: ['harmless:1', (image) => ({ image })],
  toolsImage: ['harmless:1', (toolsImage) => ({ toolsImage })],
  imageRegistry: ['harmless.example', (imageRegistry) => ({ imageRegistry })],
  imagePullSecrets: ['harmless', (text) => ({ imagePullSecrets: [text] })],
  'tolerations, key': ['harmless', (key) => ({ tolerations: [{ key, operator: 'Exists' }] })],
  'tolerations, value': ['harmless', (value) => ({ tolerations: [{ key: 'a', value }] })],
  'nodeSelector, key': ['harmless', (text) => ({ nodeSelector: { [text]: 'a' } })],
  'nodeSelector, value': ['harmless', (text) => ({ nodeSelector: { a: text } })],
};

const EGRESS: Places<Partial<NodeLocalDnsEgressProps>> = {
  namespaces: ['harmless', (text) => ({ namespaces: [text] })],
  'podSelector, key': ['harmless', (text) => ({ podSelector: { [text]: 'a' } })],
  'podSelector, value': ['harmless', (text) => ({ podSelector: { a: text } })],
  nodeCidrs: ['192.0.2.0/24', (text) => ({ nodeCidrs: [text] })],
  name: ['harmless', (name) => ({ name })],
};

const INJECTION: Places<Partial<NodeLocalDnsInjectionProps>> = {
  fallbackNameservers: ['192.0.2.1', (text) => ({ fallbackNameservers: [text] })],
  searches: ['harmless', (text) => ({ searches: [text] })],
  options: ['rotate', (text) => ({ options: [text] })],
  kubernetesVersion: ['1.36', (kubernetesVersion) => ({ kubernetesVersion })],
  namespaces: ['harmless', (text) => ({ namespaces: InjectedNamespaces.allBut(text) })],
  name: ['harmless', (name) => ({ name })],
};

/** Those of the cache that get into the policy. */
const BESIDE_INJECTION: Places<NodeLocalDnsCacheProps> = {
  clusterDomain: CACHE.clusterDomain,
  'nodeSelector, key': CACHE['nodeSelector, key'],
  'nodeSelector, value': CACHE['nodeSelector, value'],
};

const KUBE_OVN: Places<Partial<KubeOvnIntegrationProps>> = {
  'controller.name': ['harmless', (name) => ({ controller: { name } })],
  'controller.namespace': ['harmless', (namespace) => ({ controller: { namespace } })],
  underlaySubnets: ['harmless', (text) => ({ underlaySubnets: [text] })],
  'restart.namespace': ['harmless', (namespace) => ({ restart: [{ namespace, name: 'a' }] })],
  'restart.name': ['harmless', (name) => ({ restart: [{ namespace: 'a', name }] })],
  'restart.kind': [
    WorkloadKind.DEPLOYMENT,
    (kind) => ({ restart: [{ namespace: 'a', name: 'a', kind: kind as WorkloadKind }] }),
  ],
  image: ['harmless:1', (image) => ({ image })],
};

const MONITORING: Places<Partial<NodeLocalDnsMonitoringProps>> = {
  name: ['harmless', (name) => ({ name })],
  namespace: ['harmless', (namespace) => ({ namespace })],
  'labels, key': ['harmless', (text) => ({ labels: { [text]: 'a' } })],
  'labels, value': ['harmless', (text) => ({ labels: { a: text } })],
  disabledAlerts: ['NodeLocalDnsUnused', (text) => ({ disabledAlerts: [text as NodeLocalDnsAlert] })],
  'dashboard, labels, key': [
    'harmless',
    (text) => ({ dashboard: MonitoringDashboard.configMap({ labels: { [text]: 'a' } }) }),
  ],
  'dashboard, labels, value': [
    'harmless',
    (text) => ({ dashboard: MonitoringDashboard.configMap({ labels: { a: text } }) }),
  ],
  'dashboard, namespace': ['harmless', (namespace) => ({ dashboard: MonitoringDashboard.configMap({ namespace }) })],
  'dashboard, instanceLabels, key': [
    'harmless',
    (text) => ({ dashboard: MonitoringDashboard.grafanaOperator({ instanceLabels: { [text]: 'a' } }) }),
  ],
  'dashboard, folder': [
    'harmless',
    (folder) => ({ dashboard: MonitoringDashboard.grafanaOperator({ instanceLabels: { a: 'b' }, folder }) }),
  ],
};

/** Those of the cache that get into expressions. */
const BESIDE_MONITORING: Places<NodeLocalDnsCacheProps> = {
  name: CACHE.name,
  namespace: CACHE.namespace,
  clusterDomain: CACHE.clusterDomain,
};

const USE_IN: Places<UseInOptions> = {
  fallbackNameservers: INJECTION.fallbackNameservers as Places<UseInOptions>[string],
  searches: INJECTION.searches as Places<UseInOptions>[string],
  options: INJECTION.options as Places<UseInOptions>[string],
  namespace: ['harmless', (namespace) => ({ namespace })],
};

/** That of the cache that gets into pods. */
const BESIDE_USE_IN: Places<NodeLocalDnsCacheProps> = { clusterDomain: CACHE.clusterDomain };

const cacheIn = (chart: Chart, props?: NodeLocalDnsCacheProps) => new NodeLocalDnsCache(chart, 'nld', props);

const ipvs: NodeLocalDnsCacheProps = { proxyMode: ProxyMode.IPVS };

function use(cache: NodeLocalDnsCache, chart: Chart, options?: UseInOptions) {
  const spec = { containers: [{ name: 'a', image: 'a' }] };
  new ApiObject(chart, 'pod', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec });
  cache.useIn(chart, options);
}

function affinityTo(matchLabels: Record<string, string>): CacheAffinity {
  const term = { topologyKey: 'a', labelSelector: { matchLabels } };
  return CacheAffinity.of({ podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } });
}

/** Every place where a construct takes a string: a harmless one, and what makes the construct. */
export const PLACES: readonly (readonly [place: string, harmless: string, make: Make])[] = [
  ...places('NodeLocalDnsCache', CACHE, cacheIn),
  ...places('KubeletPatch', KUBELET, (chart, kubelet) => cacheIn(chart, { ...ipvs, kubelet })),
  ...places('NodeLocalDnsCleanup', CLEANUP, (chart, props) => new NodeLocalDnsCleanup(chart, 'cleanup', props)),
  ...places('NodeLocalDnsEgress', EGRESS, (chart, props) => {
    new NodeLocalDnsEgress(chart, 'egress', { cache: cacheIn(chart), namespaces: ['a'], ...props });
  }),
  ...places('NodeLocalDnsInjection', INJECTION, (chart, props) => {
    new NodeLocalDnsInjection(chart, 'injection', { cache: cacheIn(chart), ...props });
  }),
  ...places('NodeLocalDnsInjection, its cache', BESIDE_INJECTION, (chart, props) => {
    new NodeLocalDnsInjection(chart, 'injection', { cache: cacheIn(chart, props) });
  }),
  ...places('KubeOvnIntegration', KUBE_OVN, (chart, props) => {
    new KubeOvnIntegration(chart, 'kube-ovn', { cache: cacheIn(chart, ipvs), image: 'a:1', ...props });
  }),
  ...places('NodeLocalDnsMonitoring', MONITORING, (chart, props) => {
    new NodeLocalDnsMonitoring(chart, 'monitoring', {
      cache: cacheIn(chart, { prometheusAnnotations: false }),
      ...props,
    });
  }),
  ...places('NodeLocalDnsMonitoring, its cache', BESIDE_MONITORING, (chart, props) => {
    new NodeLocalDnsMonitoring(chart, 'monitoring', {
      cache: cacheIn(chart, { prometheusAnnotations: false, ...props }),
    });
  }),
  ...places('useIn', USE_IN, (chart, options) => use(cacheIn(chart), chart, options)),
  ...places('useIn, its cache', BESIDE_USE_IN, (chart, props) => use(cacheIn(chart, props), chart)),
];

function places<Props>(what: string, table: Places<Props>, make: (chart: Chart, props: Props) => void) {
  return Object.entries(table).map(
    ([place, [harmless, props]]) =>
      [`${what}, ${place}`, harmless, (chart: Chart, text: string) => make(chart, props(text))] as const,
  );
}

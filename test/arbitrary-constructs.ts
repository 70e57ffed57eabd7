import { ApiObject, type Chart, Duration } from 'cdk8s';
import * as fc from 'fast-check';
import {
  InjectedNamespaces,
  KubeletPatch,
  type KubeletPatchOptions,
  KubeOvnIntegration,
  Metrics,
  MonitoringDashboard,
  NodeLocalDnsAlert,
  NodeLocalDnsCache,
  type NodeLocalDnsCacheProps,
  NodeLocalDnsCleanup,
  NodeLocalDnsEgress,
  NodeLocalDnsInjection,
  NodeLocalDnsMonitoring,
  type PodDnsOptions,
  ProxyMode,
  type Toleration,
  WorkloadKind,
} from '../src';
import { acceptedProps } from './arbitraries';

const name = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/);
/** Of letters that numbers, dates and times are made of. */
const value = fc.stringMatching(/^([0-9a-fnox]([0-9_.eExon-]{0,6}[0-9a-fnox])?)?$/);
const labels = fc.dictionary(fc.oneof(name, value), value, { maxKeys: 3 });
const names = fc.uniqueArray(name, { minLength: 1, maxLength: 3 });
const image = fc.tuple(name, value).map(([repository, tag]) => `registry.example/${repository}:v${tag}`);
const tolerations: fc.Arbitrary<Toleration[]> = fc.array(
  fc.record({ key: name, value, effect: fc.constantFrom('NoSchedule', 'NoExecute') }, { requiredKeys: ['key'] }),
  { maxLength: 2 },
);

function optional<T>(fields: { [Name in keyof T]: fc.Arbitrary<T[Name]> }): fc.Arbitrary<Partial<T>> {
  return fc.record(fields, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>;
}

const kubeletOptions = optional<KubeletPatchOptions>({
  service: name,
  restartCommand: fc.oneof(value, fc.string()),
  healthzPort: fc.integer({ min: 1, max: 65535 }),
  fallback: fc.boolean(),
  waitForCache: fc.boolean(),
  cacheTimeout: fc.integer({ min: 1, max: 3600 }).map((seconds) => Duration.seconds(seconds)),
  image,
});
const path = fc.array(fc.oneof(name, value, fc.string()), { minLength: 1, maxLength: 3 }).map((parts) => {
  return `/${parts.join('/')}`;
});
const kubelet = fc.oneof(
  kubeletOptions.map(KubeletPatch.auto),
  fc.tuple(kubeletOptions, path).map(([options, file]) => KubeletPatch.configFile({ ...options, path: file })),
  fc.tuple(kubeletOptions, path).map(([options, directory]) => KubeletPatch.dropIn({ ...options, directory })),
  fc
    .tuple(kubeletOptions, path, fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,5}$/))
    .map(([options, file, variable]) => KubeletPatch.environmentFile({ ...options, path: file, variable })),
);

const podProps = optional<NodeLocalDnsCacheProps>({
  kubelet,
  podAnnotations: fc.dictionary(fc.oneof(name, value), fc.oneof(value, fc.string(), fc.string({ unit: 'binary' })), {
    maxKeys: 3,
  }),
  podLabels: labels,
  labels,
  nodeSelector: labels,
  tolerations,
  priorityClassName: name,
});

const dns = optional<PodDnsOptions>({
  searches: fc.array(name, { maxLength: 2 }),
  ndots: fc.integer({ min: 0, max: 15 }),
  options: fc.subarray(['rotate', 'timeout:2', 'use-vc']),
});

const allConstructs = fc.record({
  cache: fc.tuple(acceptedProps(), podProps).map((parts): NodeLocalDnsCacheProps => Object.assign({}, ...parts)),
  dns,
  egress: fc.record({
    namespaces: names,
    podSelector: labels,
    nodeCidrs: fc.subarray(['192.0.2.0/24', '2001:db8::/64']),
  }),
  injection: fc.record(
    { name, namespaces: names.map((all) => InjectedNamespaces.allBut(...all)), kubernetesVersion: fc.constant('1.34') },
    { requiredKeys: ['name'] },
  ),
  kubeOvn: fc.record({
    image,
    controller: fc.record({ name, namespace: name }),
    underlaySubnets: names,
    restart: fc.uniqueArray(
      fc.record({ namespace: name, name, kind: fc.constantFrom(...Object.values(WorkloadKind)) }),
      {
        maxLength: 2,
        selector: (each) => `${each.kind} ${each.namespace} ${each.name}`,
      },
    ),
    revert: fc.boolean(),
  }),
  monitoring: fc.record(
    {
      name,
      namespace: name,
      labels,
      interval: fc.integer({ min: 5, max: 60 }).map((seconds) => Duration.seconds(seconds)),
      disabledAlerts: fc.subarray(Object.values(NodeLocalDnsAlert)),
      dashboard: fc.oneof(
        fc.record({ labels, namespace: name }).map(MonitoringDashboard.configMap),
        fc.record({ folder: value }).map(({ folder }) => {
          return MonitoringDashboard.grafanaOperator({ instanceLabels: { a: 'b' }, folder: folder || 'a' });
        }),
      ),
    },
    { requiredKeys: [] },
  ),
});

/** Fills a chart with a cache and the constructs that go with it. Some props may be refused. */
export function arbitraryConstructs(): fc.Arbitrary<(chart: Chart) => void> {
  return allConstructs.map((props) => (chart: Chart) => {
    const isWatched = props.cache.metrics !== Metrics.NONE && !props.cache.metricsIp && !props.cache.image;
    const cache = new NodeLocalDnsCache(chart, 'nld', {
      ...props.cache,
      ...(isWatched ? { prometheusAnnotations: false } : {}),
    });
    if (isWatched) new NodeLocalDnsMonitoring(chart, 'monitoring', { cache, ...props.monitoring });
    new NodeLocalDnsEgress(chart, 'egress', { cache, ...props.egress });
    new NodeLocalDnsInjection(chart, 'injection', { cache, ...props.dns, ...props.injection });
    if (props.cache.proxyMode === ProxyMode.IPVS)
      new KubeOvnIntegration(chart, 'kube-ovn', { cache, ...props.kubeOvn });
    const spec = { containers: [{ name: 'web', image: 'example.org/web' }] };
    new ApiObject(chart, 'pod', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec });
    cache.useIn(chart, props.dns);
  });
}

/** Fills a chart with a cleanup, which has none of a cache beside it. Some props may be refused. */
export function arbitraryCleanup(): fc.Arbitrary<(chart: Chart) => void> {
  return optional({
    kubeletsOnly: fc.boolean(),
    namespace: name,
    image,
    toolsImage: image,
    imagePullSecrets: names,
    tolerations,
    nodeSelector: labels,
  }).map((props) => (chart: Chart) => void new NodeLocalDnsCleanup(chart, 'cleanup', props));
}

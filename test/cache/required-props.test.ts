import { App, Chart, Duration } from 'cdk8s';
import { expect, test } from 'vitest';
import {
  Availability,
  CacheAffinity,
  CacheProfile,
  ErrorLog,
  ImagePullPolicy,
  KubeletPatch,
  Metrics,
  NodeLocalDnsCache,
  type NodeLocalDnsCacheProps,
  ProxyMode,
  QueryLog,
  UpdateStrategy,
  Zone,
} from '../../src';
import { cacheOf } from '../helpers';

/** All props but one that contradicts IPVS mode; test/cache/manifests has that. */
type Props = Required<Omit<NodeLocalDnsCacheProps, 'upstreamTrafficDistribution'>>;

/** Every prop with a value that is not its default. A new prop does not compile until it stands here and below. */
const PROPS: Props = {
  proxyMode: ProxyMode.IPVS,
  availability: Availability.ROLLING,
  kubelet: KubeletPatch.configFile(),
  localIp: '169.254.25.10',
  clusterDnsIp: '172.16.0.10',
  clusterDomain: 'k8s.example',
  additionalClusterDomains: ['old.example'],
  namespace: 'dns-system',
  name: 'dns-cache',
  upstreamServiceName: 'coredns-upstream',
  upstreamSelector: { 'app.kubernetes.io/name': 'rke2-coredns' },
  image: 'dyrnq/node-cache:1.22.28',
  imageRegistry: 'mirror.example.com/k8s',
  imageVersion: '1.26.8',
  imagePullPolicy: ImagePullPolicy.ALWAYS,
  imagePullSecrets: ['mirror-login'],
  privileged: false,
  healthPort: 18080,
  metrics: Metrics.LIGHT,
  metricsPort: 19253,
  metricsIp: '127.0.0.1',
  setupMetricsPort: 19353,
  upstreamServers: ['192.0.2.1', '192.0.2.2:5353'],
  clusterDnsPort: 8053,
  stubDomains: { 'corp.example': ['192.0.2.53'] },
  zones: { 'lab.test': Zone.nonexistent() },
  reverseZones: ['10.0.0.0/8'],
  hostRecords: { '192.0.2.21': ['namenode.example'] },
  cache: CacheProfile.of({ successCapacity: 2048, servfailTtl: Duration.seconds(1) }),
  queryLog: QueryLog.ALL,
  errorLog: ErrorLog.EVERY,
  useKubeDnsConfigMap: false,
  extraServerBlocks: 'lab.example {\n  whoami\n}',
  extraPlugins: 'bufsize 1232',
  seLinuxOptions: { type: 'node_local_dns_t' },
  podSecurityContext: { fsGroup: 1234 },
  env: { ZONE: 'a' },
  extraVolumes: [{ name: 'extra', emptyDir: {} }],
  extraVolumeMounts: [{ name: 'extra', mountPath: '/etc/other' }],
  resources: { requests: { cpu: '50m', memory: '20Mi' }, limits: { memory: '1Gi' } },
  gogc: 200,
  gomaxprocs: 2,
  tolerations: [{ key: 'dedicated', value: 'dns', effect: 'NoSchedule' }],
  nodeSelector: { 'example.org/pool': 'workers' },
  affinity: CacheAffinity.NO_VIRTUAL_NODES,
  priorityClassName: 'dns-critical',
  updateStrategy: UpdateStrategy.onDelete(),
  podLabels: { team: 'network' },
  podAnnotations: { 'example.org/note': 'a pod' },
  labels: { 'app.kubernetes.io/part-of': 'dns' },
  prometheusAnnotations: true,
};

/** What only the output with each of these values has, or has no more. */
const EFFECTS: Record<keyof Props, string | RegExp | { readonly gone: string }> = {
  proxyMode: /-localip\n +- 169\.254\.25\.10\n/,
  availability: { gone: '-setupiptables=false' },
  kubelet: 'name: kubelet-patch',
  localIp: 'bind 169.254.25.10\n',
  clusterDnsIp: 'forward . 172.16.0.10 {\n',
  clusterDomain: 'k8s.example:53 {',
  additionalClusterDomains: 'old.example:53 {',
  namespace: 'namespace: dns-system',
  name: 'k8s-app: dns-cache',
  upstreamServiceName: /-upstreamsvc\n +- coredns-upstream\n/,
  upstreamSelector: /selector:\n +app.kubernetes.io\/name: rke2-coredns\n/,
  image: 'image: dyrnq/node-cache:1.22.28',
  imageRegistry: 'image: mirror.example.com/k8s/busybox:',
  imageVersion: '-reloadwithsignal=true',
  imagePullPolicy: 'imagePullPolicy: Always',
  imagePullSecrets: /imagePullSecrets:\n +- name: mirror-login\n/,
  privileged: '- NET_BIND_SERVICE',
  healthPort: 'health 169.254.25.10:18080',
  metrics: 'metrics.invalid:53 {',
  metricsPort: 'prometheus 127.0.0.1:19253',
  metricsIp: 'prometheus 127.0.0.1:19253',
  setupMetricsPort: /-metrics-listen-address\n +- 127\.0\.0\.1:19353\n/,
  upstreamServers: 'forward . 192.0.2.1 192.0.2.2:5353',
  clusterDnsPort: 'targetPort: 8053',
  stubDomains: 'corp.example:53 {',
  zones: 'lab.test:53 {',
  reverseZones: '10.in-addr.arpa:53 {',
  hostRecords: '192.0.2.21 namenode.example\n',
  cache: 'success 2048 30',
  queryLog: / {8}log\n/,
  errorLog: { gone: 'consolidate 30s' },
  useKubeDnsConfigMap: { gone: 'mountPath: /etc/kube-dns' },
  extraServerBlocks: 'lab.example:53 {',
  extraPlugins: 'bufsize 1232',
  seLinuxOptions: 'type: node_local_dns_t',
  podSecurityContext: 'fsGroup: 1234',
  env: /name: ZONE\n +value: a\n/,
  extraVolumes: /- emptyDir: \{\}\n +name: extra\n/,
  extraVolumeMounts: /mountPath: \/etc\/other\n/,
  resources: /limits:\n +memory: 1Gi\n +requests:\n +cpu: 50m\n +memory: 20Mi\n/,
  gogc: /name: GOGC\n +value: "200"\n/,
  gomaxprocs: /name: GOMAXPROCS\n +value: "2"\n/,
  tolerations: /tolerations:\n +- effect: NoSchedule\n +key: dedicated\n +value: dns\n/,
  nodeSelector: 'example.org/pool: workers',
  affinity: /key: type\n +operator: NotIn\n +values:\n +- virtual-kubelet\n/,
  priorityClassName: 'priorityClassName: dns-critical',
  updateStrategy: 'type: OnDelete',
  podLabels: 'team: network',
  podAnnotations: 'example.org/note: a pod',
  labels: 'app.kubernetes.io/part-of: dns',
  // Its default is false with metricsIp.
  prometheusAnnotations: 'prometheus.io/scrape',
};

function yamlOf(props: NodeLocalDnsCacheProps): string {
  const app = new App();
  new NodeLocalDnsCache(new Chart(app, 'test'), 'nld', props);
  return app.synthYaml();
}

/** The props without one of them; a mount needs its volume. */
function without(prop: keyof Props): NodeLocalDnsCacheProps {
  return { [prop]: undefined, ...(prop === 'extraVolumes' && { extraVolumeMounts: undefined }) };
}

test.each(Object.keys(PROPS) as (keyof Props)[])('%s has its effect on the output', (prop) => {
  const others = { ...PROPS, ...without(prop) };
  const effect = EFFECTS[prop];
  const [having, lacking] = [yamlOf(PROPS), yamlOf(others)];

  if (typeof effect === 'object' && 'gone' in effect) {
    expect(having).not.toContain(effect.gone);
    expect(lacking).toContain(effect.gone);
  } else {
    expect(having).toMatch(effect);
    expect(lacking).not.toMatch(effect);
  }
});

test('a prop that is null is as good as none, as in other languages', () => {
  const nulls = Object.fromEntries(Object.keys(PROPS).map((prop) => [prop, null]));

  expect(cacheOf(nulls as unknown as NodeLocalDnsCacheProps).daemonSet.toJson()).toEqual(cacheOf().daemonSet.toJson());
});

import type { k8s } from 'cdk8s-plus-28';
import { CacheAffinity, Metrics, UpdateStrategy } from '../../src';
import { describeRefused, type Wrong } from '../helpers';

const IMAGE = 'is not an image reference; write registry/repository:tag, with @sha256:<64 hex digits> to pin it';
const LABEL_KEY = 'write a name such as example.org/role: letters, digits, -, _ and ., at most 63 after the slash';
const LABEL_VALUE = 'write letters, digits, -, _ and ., at most 63, beginning and ending with a letter or digit';

const NO_REGISTRY = 'is not a registry; write one such as registry.example/mirror, without https:// and slash';

const IMAGES: Wrong[] = [
  ...[
    '',
    'Registry/Node-Cache:1',
    'a b:1',
    'a:1@sha256:123',
    'https://registry.example/a:1',
    'a:1\n',
    'a:{$TAG}',
    'a::1',
  ].map((image): Wrong => ['image', image, IMAGE]),
  [
    'image',
    'registry.example/node-cache',
    'names neither a tag nor a digest, so each node may get another image; write registry/repository:tag, with @sha256:<64 hex digits> to pin it',
  ],
  [
    'image',
    'k8s.gcr.io/k8s-dns-node-cache:1.15.13',
    'node-cache 1.15.13 is older than 1.17.0, the oldest that this package knows; use a newer image, or set imageVersion if the tag is not that of node-cache',
  ],
  ['imageVersion', 'latest', "is not a version of node-cache; write the release in the image, such as '1.26.8'"],
  [
    'imagePullPolicy',
    'always',
    'is no ImagePullPolicy; write ImagePullPolicy.ALWAYS or ImagePullPolicy.IF_NOT_PRESENT or ImagePullPolicy.NEVER',
  ],
  [
    'imagePullSecrets',
    ['My_Secret'],
    'is not a name that Kubernetes takes; write lower-case letters, digits, - and ., at most 253',
  ],
];

const SERVICE_NAME =
  'is not a name that a Service can have; write lower-case letters, digits and -, beginning with a letter, at most 63';
const NO_METRICS = 'does nothing with Metrics.NONE; leave it out, or use Metrics.LIGHT';
const AFFINITY = 'is no CacheAffinity; write CacheAffinity.NO_VIRTUAL_NODES or CacheAffinity.of({ ... })';
const NO_OBJECT = 'is not an object; write { ... }, as Kubernetes has it';
const NOT_ROOT = 'is not root, who alone may set interfaces and rules; leave it out';
const ODD = 'would be read as a number; write it another way';
/** What the compiler would refuse. */
const odd = (value: unknown) => value as k8s.Affinity;
const KUBERNETES: Wrong[] = [
  ...['Kube', '1dns', 'a.b', 'a-', '', 'a'.repeat(64), 'a\n', 'a b'].map((name): Wrong => ['name', name, SERVICE_NAME]),
  ['upstreamServiceName', 'kube_dns', SERVICE_NAME],
  ...['default', 'kubeadm-config'].map(
    (name): Wrong => ['name', name, "is the name of one of the cluster's own objects; write another name"],
  ),
  ['namespace', 'a.b', 'is not a namespace; write lower-case letters, digits and -, at most 63'],
  ['namespace', 'n'.repeat(64), 'is not a namespace; write lower-case letters, digits and -, at most 63'],
  ['namespace', '0o17', 'would be read as a number; write it another way'],
  ['name', 'coredns', "is the name of one of the cluster's own objects; write another name"],
  ['upstreamServiceName', 'kube-dns', "is the name of one of the cluster's own objects; write another name"],
  ['upstreamServiceName', 'node-local-dns', "is the metrics Service's name; write another name"],
  ['upstreamSelector', {}, "selects no pods; write the labels of the cluster's DNS pods"],
  [
    'upstreamSelector',
    { 'k8s-app': 'node-local-dns' },
    "selects the cache's own pods, so a query would loop; write the labels of the cluster's DNS pods",
  ],
  [
    'upstreamSelector',
    { app: 'dns' },
    "selects the cache's own pods, so a query would loop; write the labels of the cluster's DNS pods",
    { podLabels: { app: 'dns' } },
  ],
  [
    'priorityClassName',
    'Critical',
    'is not a name that Kubernetes takes; write lower-case letters, digits, - and ., at most 253',
  ],
  ['labels', { 'k8s-app': 'x' }, 'sets k8s-app, which selects the pods; use the prop name to change it'],
  ['podLabels', { 'k8s-app': 'x' }, 'sets k8s-app, which selects the pods; use the prop name to change it'],
  ...(['labels', 'podLabels'] as const).map(
    (prop): Wrong => [
      prop,
      { 'cdk8s-node-local-dns/component': 'other' },
      'sets cdk8s-node-local-dns/component, which all caches have; leave it out',
    ],
  ),
  ['imageRegistry', 'https://mirror.example.com', NO_REGISTRY],
  ['imageRegistry', 'mirror.example.com/', NO_REGISTRY],
  ['imageRegistry', 5, "is not a string; write it as '...'"],
  ['labels', { 'a b': 'x' }, `is not a key that Kubernetes takes; ${LABEL_KEY}`],
  ['labels', { 'a/b/c': 'x' }, `is not a key that Kubernetes takes; ${LABEL_KEY}`],
  ['labels', { '/a': 'x' }, `is not a key that Kubernetes takes; ${LABEL_KEY}`],
  ['labels', JSON.parse('{"__proto__": "x"}'), `is not a key that Kubernetes takes; ${LABEL_KEY}`],
  ['labels', { constructor: 'x' }, 'is a key that cdk8s cannot write; write another key'],
  ["labels['a']", { a: 1 }, "is not a string; write it as '...'"],
  ["labels['a']", { a: 'a b' }, `is not a value that a label can have; ${LABEL_VALUE}`],
  ["labels['a']", { a: 'v'.repeat(64) }, `is not a value that a label can have; ${LABEL_VALUE}`],
  ["labels['a']", { a: '0o17' }, 'would be read as a number; write it another way'],
  ['labels', 'a=b', "is not an object; write { key: 'value' }"],
  ['podAnnotations', { 'a b': 'x' }, `is not a key that Kubernetes takes; ${LABEL_KEY}`],
  ["podAnnotations['a']", { a: true }, "is not a string; write it as '...'"],
  [
    'podAnnotations',
    { a: 'x'.repeat(256 * 1024) },
    'make 262191 bytes with those of this package, and an object takes 262144; shorten them',
  ],
  ["nodeSelector['a']", { a: 'a b' }, `is not a value that a label can have; ${LABEL_VALUE}`],
  [
    'nodeSelector',
    { 'kubernetes.io/os': 'windows' },
    'selects nodes without Linux, on which node-cache does not run; leave kubernetes.io/os out',
  ],
  [
    'tolerations[0].key',
    [{ effect: 'NoSchedule' }],
    "is missing, and only the operator Exists needs none; add a key, or operator: 'Exists'",
  ],
  [
    'tolerations[1].effect',
    [{ operator: 'Exists' }, { key: 'a', effect: 'Never' }],
    'is no effect that Kubernetes has; write one of NoSchedule, PreferNoSchedule, NoExecute',
  ],
  [
    'resources.requests.cpu',
    { requests: { cpu: '-1' } },
    "is not a quantity; write a string such as '25m' or '0.1' (cpu), '5Mi' or '1Gi' (memory)",
  ],
  ...[{ cpu: '25' }, { cpu: '100Mi' }].map(
    (requests): Wrong => [
      'resources.requests.cpu',
      { requests },
      "is more than 16 cores; write cores, such as '25m' or '0.1'",
    ],
  ),
  ['resources.limits.memory', { limits: { memory: '16Ei' } }, "is more than 64Gi; write bytes, such as '5Mi'"],
  ['nodeSelector', new Map([['pool', 'a']]), "is not an object; write { key: 'value' }"],
  [
    'resources.requests.memory',
    { requests: { memory: '1Gi' }, limits: { memory: '512Mi' } },
    'is over the limit 512Mi; raise the limit',
  ],
  ...(['cpu', 'memory'] as const).map(
    (kind): Wrong => [`resources.limits.${kind}`, { limits: { [kind]: '0' } }, 'allows nothing; leave it out'],
  ),
  [
    'updateStrategy',
    UpdateStrategy.rolling('0'),
    "maxUnavailable is neither a number nor a share; write a string such as '1' or '10%'",
  ],
  ['updateStrategy', 'OnDelete', 'is no UpdateStrategy; write UpdateStrategy.rolling() or UpdateStrategy.onDelete()'],
  ['proxyMode', 'ipvs', 'is no ProxyMode; write ProxyMode.IPTABLES, ProxyMode.NFTABLES or ProxyMode.IPVS'],
  ['availability', 'fail-open', 'is no Availability; write Availability.ROLLING, FAIL_OPEN, SURGE or REDUNDANT'],
  [
    'queryLog',
    'everything',
    'is no QueryLog; write QueryLog.OFF, QueryLog.DENIALS_AND_ERRORS, QueryLog.ALL, QueryLog.JSON or QueryLog.of({ ... })',
  ],
  ['metrics', 'some', 'is no Metrics; write Metrics.FULL or Metrics.LIGHT or Metrics.NONE'],
  ['metricsPort', 9253, NO_METRICS, { metrics: Metrics.NONE }],
  ['prometheusAnnotations', true, NO_METRICS, { metrics: Metrics.NONE }],
  [
    'resources.limits.memory',
    { limits: { memory: '9Mi' } },
    'is less than the 10Mi without which node-cache does not start; raise the limit to 10Mi or more, or leave it out',
  ],
  ...[0, 10_001, 1.5, '100'].map(
    (gogc): Wrong => ['gogc', gogc, 'is out of range; write a whole number from 1 to 10000'],
  ),
  ...[0, 1025, Number.NaN].map((n): Wrong => ['gomaxprocs', n, 'is out of range; write a whole number from 1 to 1024']),
  ['env', 'A=a', "is not an object; write { NAME: 'value' }"],
  ['env', { '1A': 'a' }, 'is not a name of a variable; write letters, digits and _, beginning with no digit'],
  ['env', { 'A-B': 'a' }, 'is not a name of a variable; write letters, digits and _, beginning with no digit'],
  ['env', { 'A\n': 'a' }, 'is not a name of a variable; write letters, digits and _, beginning with no digit'],
  ['env', { GOGC: '50' }, 'has a prop of its own; use the prop gogc'],
  ['env', { GOMAXPROCS: '2' }, 'has a prop of its own; use the prop gomaxprocs'],
  ["env['A']", { A: 1 }, "is not a string; write it as '...'"],
  ["env['A']", { A: '0o17' }, 'would be read as a number; write it another way'],
  ['affinity', { nodeAffinity: {} }, AFFINITY],
  ['affinity.nodeAffinity.a', CacheAffinity.of(odd({ nodeAffinity: { a: '0o17' } })), ODD],
  ['affinity', CacheAffinity.of(odd('linux')), NO_OBJECT],
  ['seLinuxOptions', 'spc_t', NO_OBJECT],
  ['seLinuxOptions.level', { level: '0o17' }, ODD],
  ['podSecurityContext', [], NO_OBJECT],
  ['podSecurityContext.supplementalGroups[1]', { supplementalGroups: [1, '0o17'] }, ODD],
  ['podSecurityContext.runAsUser', { runAsUser: 1000 }, NOT_ROOT],
  ['podSecurityContext.runAsNonRoot', { runAsNonRoot: true }, NOT_ROOT],
  ['extraVolumes', { name: 'a' }, "is not a list; write [{ name: 'a' }]"],
  ['extraVolumes[0].hostPath.path', [{ name: 'a', hostPath: { path: '0o17' } }], ODD],
  ['extraVolumeMounts[0]', ['a'], NO_OBJECT],
  ['privileged', 1, 'is neither true nor false; write true or false'],
];

describeRefused({ IMAGES, KUBERNETES });

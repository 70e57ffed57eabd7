import { Duration } from 'cdk8s';
import { describe, expect, test } from 'vitest';
import { CacheProfile, type NodeLocalDnsCacheProps, UpdateStrategy } from '../src';
import { problemsOf } from './helpers';

const NOT_AN_IP = 'is not an IP address; write an address such as 169.254.20.10 or fd00::10, without port or zone';
const DOMAIN = 'write a domain such as example.org: labels of letters, digits, - and _, at most 63 characters each';
const NO_LABEL = (label: string) => `has a label that no domain can have, ${JSON.stringify(label)}; ${DOMAIN}`;
const PORT = 'is not a port; write a whole number from 1 to 65535';
const FREE_PORT = 'write a port that the nodes have free';
const TWICE = 'leave one of the two out';
const IMAGE = 'is not an image reference; write registry/repository:tag, with @sha256:<64 hex digits> to pin it';
const SERVER =
  'is not the address of a DNS server; a name would need DNS to be found: write IP, IP:port, [IPv6]:port or tls://IP';
const LABEL_KEY = 'write a name such as example.org/role: letters, digits, -, _ and ., at most 63 after the slash';
const LABEL_VALUE = 'write letters, digits, -, _ and ., at most 63, beginning and ending with a letter or digit';
const NEWER = 'use a newer image, set imageVersion if the tag does not tell it, or leave it out';
const OLD = { image: 'cr.imroc.cc/k8s/k8s-dns-node-cache:1.17.0' };
const MANY = Array.from({ length: 16 }, (_, index) => `192.0.2.${index + 1}`);
const LOOP = (ip: string) => `${ip} is an address of this cache, so a query would loop; name another server`;
const LOOPBACK = (ip: string) =>
  `${ip} is a loopback address, where a query would come back or find nothing; name the servers behind the node's own resolver`;

/** One prop, its wrong value, other props where the value alone is not wrong, and the reason and the fix. */
type Wrong = [prop: keyof NodeLocalDnsCacheProps, value: unknown, expected: string, others?: NodeLocalDnsCacheProps];

const ADDRESSES: Wrong[] = [
  ['localIp', 'node-local', NOT_AN_IP],
  ['localIp', '169.254.20.010', NOT_AN_IP],
  ['localIp', '169.254.20.10:53', NOT_AN_IP],
  ['localIp', '169.254.20.10/32', NOT_AN_IP],
  ['localIp', ' 169.254.20.10', NOT_AN_IP],
  ['localIp', '169.254.20.10,169.254.20.11', NOT_AN_IP],
  ['localIp', '[fd00::10]', NOT_AN_IP],
  ['localIp', 'fd00::10%eth0', NOT_AN_IP],
  ['localIp', '0x7f000001', NOT_AN_IP],
  ['localIp', 2852000778, NOT_AN_IP],
  ['localIp', '__PILLAR__LOCAL__DNS__', NOT_AN_IP],
  [
    'localIp',
    '::ffff:169.254.20.10',
    'is an IPv4 address in IPv6 notation, which Go programs read as IPv4; write the IPv4 address',
  ],
  ['localIp', '127.0.0.53', 'is a loopback address; write a unicast address that nothing else has'],
  ['localIp', '0:0:0:0:0:0:0:1', 'is a loopback address; write a unicast address that nothing else has'],
  ['localIp', '224.0.0.1', 'is a multicast address; write a unicast address that nothing else has'],
  ['localIp', 'ff02::1', 'is a multicast address; write a unicast address that nothing else has'],
  ['localIp', '0.0.0.0', 'is an unspecified address; write a unicast address that nothing else has'],
  ['localIp', '::', 'is an unspecified address; write a unicast address that nothing else has'],
  ['localIp', '255.255.255.255', 'is a reserved address; write a unicast address that nothing else has'],
  [
    'localIp',
    'fe80::10',
    'is a link-local address, which cannot be bound without naming an interface; write a unique local address such as fd00::10',
  ],
  [
    'localIp',
    '169.254.169.254',
    "is in a cloud provider's own range, which nodes must reach; write another, such as 169.254.20.10",
  ],
  [
    'localIp',
    '10.96.0.10',
    'is the kube-dns IP, so nothing would reach the cluster DNS; write an address that nothing else has, such as 169.254.20.10',
  ],
  [
    'localIp',
    'fd00::10',
    'is IPv6, the kube-dns IP 10.96.0.10 is IPv4, and one cache serves one family; write both in one family; a dual-stack cluster is served by the family of its kube-dns IP',
  ],
  [
    'clusterDnsIp',
    '169.254.20.11',
    'is a link-local address, which no Service has; write what `kubectl -n kube-system get service kube-dns` shows as CLUSTER-IP',
  ],
  ['clusterDnsIp', '127.0.0.1', 'is a loopback address; write a unicast address that nothing else has'],
];

const PORTS: Wrong[] = [
  ...[0, 65536, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '8080', {}].map(
    (port): Wrong => ['healthPort', port, PORT],
  ),
  ['metricsPort', 70000, PORT],
  ['setupMetricsPort', -9353, PORT],
  ['healthPort', 53, `is the port of DNS; ${FREE_PORT}`],
  ['metricsPort', 53, `is the port of DNS; ${FREE_PORT}`],
  ['metricsPort', 8080, `is the port of healthPort; ${FREE_PORT}`],
  ['setupMetricsPort', 9253, `is the port of metricsPort; ${FREE_PORT}`],
];

const DOMAINS: Wrong[] = [
  ['clusterDomain', '', `is not a domain; ${DOMAIN}`],
  ['clusterDomain', '.', `is not a domain; ${DOMAIN}`],
  ['clusterDomain', 'cluster..local', `has an empty label; ${DOMAIN}`],
  ['clusterDomain', '.cluster.local', `has an empty label; ${DOMAIN}`],
  ['clusterDomain', 'cluster.local..', `has an empty label; ${DOMAIN}`],
  ['clusterDomain', `${'a'.repeat(64)}.local`, `has a label of more than 63 characters; ${DOMAIN}`],
  ['clusterDomain', `${'a.'.repeat(127)}a`, `is longer than 253 characters; ${DOMAIN}`],
  ['clusterDomain', 'cluster.local\n', NO_LABEL('local\n')],
  ['clusterDomain', 'cluster.local {', NO_LABEL('local {')],
  ['clusterDomain', 'cluster.local}', NO_LABEL('local}')],
  ['clusterDomain', '"cluster.local"', NO_LABEL('"cluster')],
  ['clusterDomain', 'cluster.local#', NO_LABEL('local#')],
  ['clusterDomain', 'cluster local', NO_LABEL('cluster local')],
  ['clusterDomain', 'cluster\u00a0local', NO_LABEL('cluster\u00a0local')],
  ['clusterDomain', '{$HOME}', NO_LABEL('{$HOME}')],
  ['clusterDomain', 'cluster.local:53', NO_LABEL('local:53')],
  ['clusterDomain', '*.local', NO_LABEL('*')],
  ['clusterDomain', '-a.local', NO_LABEL('-a')],
  ['clusterDomain', 'bücher.example', NO_LABEL('bücher')],
  // KELVIN SIGN, whose lower case is k.
  ['clusterDomain', '\u212a8s.local', NO_LABEL('\u212a8s')],
  ['clusterDomain', '10.96.0.10', `is an address, not a domain; ${DOMAIN}`],
  ['clusterDomain', '__PILLAR__DNS__DOMAIN__', 'is a token of the official manifest; write the domain itself'],
  ['additionalClusterDomains', 'old.example', 'is not a list; write a list of texts'],
  ['additionalClusterDomains', ['a b'], NO_LABEL('a b')],
  ['stubDomains', { 'a b': ['192.0.2.1'] }, NO_LABEL('a b')],
  ['hostRecords', { '192.0.2.21': ['a b'] }, NO_LABEL('a b')],
  ['hostRecords', { namenode: ['a.example'] }, NOT_AN_IP],
  ['hostRecords', { '192.0.2.21': [] }, '192.0.2.21 has an empty list; fill it or leave it out'],
  ['hostRecords', { '192.0.2.21': 'a.example' }, 'is not a list; write a list of texts'],
  ['hostRecords', ['192.0.2.21'], "is not a map of lists; write { key: ['value'] }"],
  [
    'hostRecords',
    { 'fd00::1': ['a.example'], 'FD00:0::1': ['b.example'] },
    'fd00::1 stands there twice; put all into one list',
  ],
];

const UPSTREAMS: Wrong[] = [
  ...[
    'dns.example',
    'localhost',
    '',
    '1.1.1.1:',
    'fd00::1:53:x',
    '[1.1.1.1]:53',
    'https://1.1.1.1',
    '1.1.1.1 1.0.0.1',
  ].map((server): Wrong => ['upstreamServers', [server], SERVER]),
  ['upstreamServers', ['/etc/resolv.conf'], SERVER],
  ['upstreamServers', ['__PILLAR__UPSTREAM__SERVERS__'], SERVER],
  // biome-ignore lint/suspicious/noSparseArray: a hole is what is tested
  ['upstreamServers', [, '192.0.2.1'], 'is not a text; write IP, IP:port, [IPv6]:port or tls://IP'],
  ['upstreamServers', [53], 'is not a text; write IP, IP:port, [IPv6]:port or tls://IP'],
  ['upstreamServers', ['1.1.1.1:0'], PORT],
  ['upstreamServers', ['1.1.1.1:65536'], PORT],
  [
    'upstreamServers',
    ['0.0.0.0'],
    'is not an address that a DNS server can have; write IP, IP:port, [IPv6]:port or tls://IP',
  ],
  ['upstreamServers', MANY, 'names 16 servers, CoreDNS takes 15 at most; name fewer'],
  ['upstreamServers', ['127.0.0.53'], LOOPBACK('127.0.0.53')],
  ['upstreamServers', ['[::1]:53'], LOOPBACK('::1')],
  ['upstreamServers', ['169.254.20.10'], LOOP('169.254.20.10')],
  ['upstreamServers', ['tls://10.96.0.10'], LOOP('10.96.0.10')],
  [
    'upstreamServers',
    ['tls://1.1.1.1'],
    'has a tls:// server, and TCP is forced, which is for plain DNS; leave out one of the two',
    { forceTcpToUpstream: true },
  ],
  ['stubDomains', { 'a.example': ['10.96.0.10:53'] }, LOOP('10.96.0.10')],
  ['stubDomains', { 'a.example': [] }, 'a.example has an empty list; fill it or leave it out'],
  ['stubDomains', { 'a.example': MANY }, 'names 16 servers, CoreDNS takes 15 at most; name fewer'],
  ['forceTcpToUpstream', 'false', 'is neither true nor false; write true or false'],
];

const FAR = (seconds: number) => Duration.seconds(seconds);
const CACHES: Wrong[] = [
  ['cache', 30, 'is no CacheProfile; write one such as CacheProfile.OFFICIAL'],
  ...(
    [
      [
        { successCapacity: 1023 },
        'successCapacity 1023 is not a capacity; write a whole number from 1024 to 2147483647',
      ],
      [{ denialCapacity: 0 }, 'denialCapacity 0 is not a capacity; write a whole number from 1024 to 2147483647'],
      [{ successTtl: FAR(0) }, 'successTtl is 0, which would cache nothing; write a second or more'],
      [{ denialTtl: FAR(0) }, 'denialTtl is 0, which would cache nothing; write a second or more'],
      [{ serveStale: FAR(0) }, 'serveStale is 0, which would cache nothing; write a second or more'],
      [{ successTtl: Duration.millis(1500) }, 'successTtl 1.5 s is not whole; write whole seconds'],
      [{ successTtl: Duration.days(36500) }, 'successTtl 3153600000 s is over 68 years; write a shorter one'],
      [{ prefetchAmount: 0 }, 'prefetchAmount 0 is not a number of queries; write a whole number of 1 or more'],
      [
        { prefetchAmount: 2, prefetchPercentage: 9 },
        'prefetchPercentage 9 is out of range; write a whole number from 10 to 90',
      ],
      [
        { prefetchAmount: 2, prefetchPercentage: 91 },
        'prefetchPercentage 91 is out of range; write a whole number from 10 to 90',
      ],
      [
        { prefetchPercentage: 20 },
        'prefetchDuration and prefetchPercentage do nothing without prefetchAmount; set prefetchAmount',
      ],
      [{ servfailTtl: FAR(301) }, 'servfailTtl 301 s is over 5 minutes; write 5 minutes or less'],
    ] as const
  ).map(([options, expected]): Wrong => ['cache', CacheProfile.of(options), expected]),
  [
    'cache',
    CacheProfile.of({ servfailTtl: FAR(5) }),
    `servfailTtl needs node-cache 1.22.28, the image has 1.17.0; ${NEWER}`,
    OLD,
  ],
];

const EXTRAS: Wrong[] = [
  [
    'extraPlugins',
    'ready',
    'node-cache has no plugin `ready`; use one of bufsize, debug, dns64, loadbalance, pprof, rewrite, template, timeouts, trace, whoami',
  ],
  [
    'extraPlugins',
    'timeouts {\n read 5s\n}',
    `the plugin \`timeouts\` needs node-cache 1.26.8, the image has 1.17.0; ${NEWER}`,
    OLD,
  ],
  [
    'extraServerBlocks',
    'a.example {\n forward . 192.0.2.1 {\n  next NXDOMAIN\n }\n}',
    `the option \`next\` of \`forward\` needs node-cache 1.26.5, the image has 1.17.0; ${NEWER}`,
    OLD,
  ],
  ...(
    [
      ['bind 0.0.0.0', 'leave it out: every server block gets it'],
      ['errors', 'leave it out: every server block gets it'],
      ['loop', 'leave it out: every server block gets it'],
      ['health', 'use the prop healthPort'],
      ['prometheus', 'use the prop metricsPort'],
      ['reload', 'leave it out: a changed ConfigMap is reloaded'],
      ['cache 60', 'use the prop cache'],
      ['forward . 192.0.2.1', 'use the props upstreamServers and stubDomains'],
      ['hosts {\n}', 'use the prop hostRecords'],
      ['log', 'use the prop queryLog'],
    ] as const
  ).map(
    ([text, instead]): Wrong => ['extraPlugins', text, `\`${text.split(' ')[0]}\` is set by this package; ${instead}`],
  ),
  [
    'extraServerBlocks',
    'a.example {\n bind 0.0.0.0\n}',
    '`bind` is set by this package; leave it out: every server block gets it',
  ],
  ['extraServerBlocks', 'a.example {\n forward . 10.96.0.10\n}', LOOP('10.96.0.10')],
  ['extraServerBlocks', 'a.example {\n forward . 127.0.0.1\n}', LOOPBACK('127.0.0.1')],
  ['extraServerBlocks', '. {\n whoami\n}', `is served already, by the root zone; ${TWICE}`],
  ['extraServerBlocks', '.:53 {\n whoami\n}', `is served already, by the root zone; ${TWICE}`],
  ['extraServerBlocks', 'Cluster.Local. {\n whoami\n}', `is served already, by clusterDomain; ${TWICE}`],
];

const ZONES: Wrong[] = [
  ['clusterDomain', 'in-addr.arpa', `is served already, by the reverse zones; ${TWICE}`],
  ['clusterDomain', 'IP6.ARPA.', `is served already, by the reverse zones; ${TWICE}`],
  ['additionalClusterDomains', ['Cluster.Local.'], `is served already, by clusterDomain; ${TWICE}`],
  ['stubDomains', { 'CLUSTER.LOCAL': ['192.0.2.1'] }, `is served already, by clusterDomain; ${TWICE}`],
  ['stubDomains', { 'cluster.local.': ['192.0.2.1'] }, `is served already, by clusterDomain; ${TWICE}`],
  [
    'stubDomains',
    { 'a.example': ['192.0.2.1'], 'A.Example.': ['192.0.2.2'] },
    'a.example stands there twice; put all into one list',
  ],
];

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
  [
    'imageVersion',
    'latest',
    "is not a version of node-cache; write the release of node-cache in the image, such as '1.26.8'",
  ],
  ['imagePullPolicy', 'always', 'is unknown; use one of ALWAYS, IF_NOT_PRESENT, NEVER'],
  [
    'imagePullSecrets',
    ['My_Secret'],
    'is not a name that Kubernetes takes; write lower-case letters, digits, - and ., at most 253',
  ],
];

const SERVICE_NAME =
  'is not a name that a Service can have; write lower-case letters, digits and -, beginning with a letter, at most 63';
const KUBERNETES: Wrong[] = [
  ...['Kube', '1dns', 'a.b', 'a-', '', 'a'.repeat(64), 'a\n', 'a b'].map((name): Wrong => ['name', name, SERVICE_NAME]),
  ['upstreamServiceName', 'kube_dns', SERVICE_NAME],
  ['namespace', 'a.b', 'is not a namespace; write lower-case letters, digits and -, at most 63'],
  ['namespace', 'n'.repeat(64), 'is not a namespace; write lower-case letters, digits and -, at most 63'],
  ['namespace', '0o17', '"0o17" would be read as a number; write it another way'],
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
  ['labels', { 'a b': 'x' }, `"a b" is not a key that Kubernetes takes; ${LABEL_KEY}`],
  ['labels', { 'a/b/c': 'x' }, `"a/b/c" is not a key that Kubernetes takes; ${LABEL_KEY}`],
  ['labels', { '/a': 'x' }, `"/a" is not a key that Kubernetes takes; ${LABEL_KEY}`],
  ['labels', JSON.parse('{"__proto__": "x"}'), `"__proto__" is not a key that Kubernetes takes; ${LABEL_KEY}`],
  ['labels', { constructor: 'x' }, 'cdk8s cannot write the key "constructor"; write another key'],
  ['labels', { a: 1 }, 'the value of "a" is not a text; quote it'],
  ['labels', { a: 'a b' }, `the value of "a" is not one that a label can have; ${LABEL_VALUE}`],
  ['labels', { a: 'v'.repeat(64) }, `the value of "a" is not one that a label can have; ${LABEL_VALUE}`],
  ['labels', { a: '0o17' }, '"0o17" would be read as a number; write it another way'],
  ['labels', 'a=b', "is not a map of texts; write { key: 'value' }"],
  ['podAnnotations', { 'a b': 'x' }, `"a b" is not a key that Kubernetes takes; ${LABEL_KEY}`],
  ['podAnnotations', { a: true }, 'the value of "a" is not a text; quote it'],
  ['podAnnotations', { a: 'x'.repeat(256 * 1024) }, 'annotations have more than 256 KiB in all; shorten them'],
  ['nodeSelector', { a: 'a b' }, `the value of "a" is not one that a label can have; ${LABEL_VALUE}`],
  [
    'nodeSelector',
    { 'kubernetes.io/os': 'windows' },
    'selects nodes without Linux, on which node-cache does not run; leave kubernetes.io/os out',
  ],
  [
    'tolerations',
    [{ effect: 'Never' }],
    "a toleration without a key must have the operator Exists; add operator: 'Exists' or a key",
  ],
  [
    'resources',
    { requests: { cpu: '0' } },
    "requests.cpu is not a quantity above zero; write a text such as '25m' or '0.1' (cpu), '5Mi' or '1Gi' (memory)",
  ],
  ['resources', { limits: { memory: '4Mi' } }, 'the memory request 5Mi is over the limit 4Mi; raise the limit'],
  [
    'updateStrategy',
    UpdateStrategy.rolling('0'),
    "maxUnavailable is neither a number nor a share; write a text such as '1' or '10%'",
  ],
  ['updateStrategy', 'OnDelete', 'is no UpdateStrategy; write one such as UpdateStrategy.onDelete()'],
  ['proxyMode', 'ipvs', 'is no ProxyMode; write one such as ProxyMode.IPVS'],
  ['queryLog', 'everything', 'is unknown; use one of OFF, DENIALS_AND_ERRORS, ALL'],
  ['privileged', 1, 'is neither true nor false; write true or false'],
];

describe.each(Object.entries({ ADDRESSES, PORTS, DOMAINS, UPSTREAMS, CACHES, EXTRAS, ZONES, IMAGES, KUBERNETES }))(
  '%s',
  (_, wrongs) => {
    test.each(wrongs)('%s: %j is refused', (prop, value, expected, others) => {
      const problems = problemsOf({ ...others, [prop]: value });

      expect(problems).toHaveLength(1);
      expect(problems[0]).toMatch(new RegExp(`^${prop}: got `));
      expect(problems[0].slice(-expected.length - 2)).toBe(`: ${expected}`);
    });
  },
);

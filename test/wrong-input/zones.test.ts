import { Duration } from 'cdk8s';
import {
  CacheProfile,
  CertificateAuthority,
  Forward,
  type ForwardOptions,
  ForwardPolicy,
  ForwardProtocol,
  type NodeLocalDnsCacheProps,
  ProxyMode,
  QueryLog,
  ResponseCode,
  TrafficDistribution,
  Zone,
  type ZoneOptions,
} from '../../src';
import { describeRefused, type Wrong } from '../helpers';

const DOMAIN = 'write a domain such as example.org: labels of letters, digits, - and _, at most 63 characters each';
const TWICE = 'leave one of the two out';
const NEWER = 'use a newer image, set imageVersion if the tag does not say it, or leave it out';
const TWO = ['192.0.2.1', '192.0.2.2'];
const zone = (options: ZoneOptions) => ({ 'corp.example': Zone.of(options) });
const forward = (options: unknown, servers = TWO) => zone({ forward: Forward.to(servers, options as ForwardOptions) });
const old = (imageVersion: string): NodeLocalDnsCacheProps => ({ image: 'node-cache:stable', imageVersion });

const KEYS: Wrong[] = [
  ['zones', { 'a b': Zone.nonexistent() }, `has a label that no domain can have, "a b"; ${DOMAIN}`],
  ['zones', { '': Zone.nonexistent() }, `is not a domain; ${DOMAIN}`],
  ['zones', { '*.example': Zone.nonexistent() }, `has a label that no domain can have, "*"; ${DOMAIN}`],
  ['zones', { '10.0.0.1/8': Zone.nonexistent() }, 'has bits behind its prefix; write 10.0.0.0/8'],
  ['zones', [Zone.nonexistent()], "is not an object; write { 'name.example': Zone.of({ ... }) }"],
  ["zones['a.example']", { 'a.example': {} }, 'is no Zone; write Zone.of({ ... }) or Zone.nonexistent()'],
  [
    'zones',
    { '10.0.0.0/8': Zone.nonexistent(), '10.in-addr.arpa.': Zone.nonexistent() },
    '10.in-addr.arpa stands there twice; put all under one key',
  ],
];

const TWICE_SERVED: Wrong[] = [
  [
    'zones',
    zone({}),
    'is served already, by stubDomains; leave it out of stubDomains, and write its servers as forward: Forward.to([...])',
    { stubDomains: { 'corp.example': ['192.0.2.1'] } },
  ],
  [
    'upstreamServers',
    ['192.0.2.1'],
    `are the servers of the root, and zones['.'] says where its queries go as well; ${TWICE}`,
    { zones: { '.': Zone.of({ forward: Forward.toClusterDns() }) } },
  ],
  [
    'extraServerBlocks',
    'corp.example {\n whoami\n}',
    `is served already, by zones; ${TWICE}`,
    { zones: zone({ forward: Forward.toClusterDns() }) },
  ],
  [
    'extraServerBlocks',
    '. {\n whoami\n}',
    'is served already, by the root zone; use the prop zones, which can replace it',
  ],
  [
    'zones',
    { '172.16.0.0/12': Zone.nonexistent() },
    `is served already, by stubDomains; ${TWICE}`,
    { stubDomains: { '17.172.in-addr.arpa': ['192.0.2.1'] } },
  ],
  ['reverseZones[1]', ['10.0.0.0/8', '10.in-addr.arpa'], 'is no CIDR; write a network such as 10.0.0.0/16'],
  ['reverseZones', ['10.0.0.0/8', '10.1.0.0/16'], 'is part of 10.in-addr.arpa, which is in the list; leave it out'],
  ['reverseZones', ['10.96.0.0/12', '10.100.5.0/24'], 'is part of 10.96.0.0/12, which is in the list; leave it out'],
  ['stubDomains', { '10.0.0.0/8': ['192.0.2.1'] }, 'is a network; write it in the prop zones'],
  ['stubDomains', { '.': ['192.0.2.1'] }, 'is the root; use the prop upstreamServers'],
  ['reverseZones', ['10.0.0.0/8', '10.0.0.0/8'], 'has 10.0.0.0/8 twice; write it once'],
  ['reverseZones', [], 'is empty; fill it or leave it out'],
];

const AWAY = "has the cluster's own names, which only its DNS knows; write Forward.toClusterDns()";
const CLUSTER: Wrong[] = [
  ['stubDomains', { 'svc.cluster.local': TWO }, "has the cluster's own names, which only its DNS knows; leave it out"],
  ["zones['cluster.local']", { 'cluster.local': Zone.of({ forward: Forward.to(TWO) }) }, AWAY],
  ["zones['cluster.local']", { 'Cluster.Local.': Zone.of({ forward: Forward.toNodeResolvers() }) }, AWAY],
  ["zones['svc.cluster.local']", { 'svc.cluster.local': Zone.of({ forward: Forward.to(TWO) }) }, AWAY],
  ["zones['pod.cluster.local']", { 'pod.cluster.local': Zone.nonexistent() }, AWAY],
  [
    "zones['old.example']",
    { 'old.example': Zone.of({ forward: Forward.to(TWO) }) },
    AWAY,
    { additionalClusterDomains: ['old.example'] },
  ],
  [
    "zones['10.in-addr.arpa']",
    { '10.0.0.0/8': Zone.of({ forward: Forward.to(TWO) }) },
    AWAY,
    { reverseZones: ['10.0.0.0/8'] },
  ],
];

const LOOP = (ip: string) =>
  `${ip} is an address of this cache, so a query would loop; name another server, or write Forward.toClusterDns() in zones for the cluster's DNS`;
const WAYS: Wrong[] = [
  ["zones['corp.example'].forward", forward({}, ['192.0.2.1', '10.96.0.10']), LOOP('10.96.0.10')],
  ["zones['corp.example'].forward", forward({}, ['169.254.20.10:53']), LOOP('169.254.20.10')],
  [
    "zones['corp.example'].forward",
    forward({}, ['127.0.0.53']),
    "127.0.0.53 is a loopback address, where a query would come back or find nothing; name the servers behind the node's own resolver",
  ],
  ["zones['corp.example'].forward.servers", forward({}, []), 'is empty; fill it or leave it out'],
  [
    "zones['corp.example'].forward.servers[1]",
    forward({}, ['192.0.2.1', 'dns.example']),
    'is not an IP address, and a name would need DNS; write IP, IP:port, [IPv6]:port or tls://IP%NAME',
  ],
  [
    "zones['corp.example'].forward",
    { 'corp.example': Zone.of({ forward: TWO as unknown as Forward }) },
    'is no Forward; write Forward.to([...]), Forward.toClusterDns() or Forward.toNodeResolvers()',
  ],
  [
    "zones['a.corp.example']",
    { 'corp.example': Zone.nonexistent(), 'a.corp.example': Zone.of({ queryLog: QueryLog.ALL }) },
    'has no servers, and the zone around it asks none; give it a forward',
  ],
  [
    "zones['a.corp.example']",
    { 'a.corp.example': Zone.of({ queryLog: QueryLog.ALL }) },
    'has no servers, and corp.example around it is in extraServerBlocks; give it a forward',
    { extraServerBlocks: 'corp.example {\n whoami\n}' },
  ],
];

const ONE = 'and there is one; name more servers, or leave it out';
const whole = (least: number, most: number) => `is out of range; write a whole number from ${least} to ${most}`;
const MILLIS = 'write whole milliseconds from 1 to 2147483647, such as Duration.millis(500)';
const OPTIONS: Wrong[] = [
  ["zones['corp.example'].forward.maxConcurrent", forward({ maxConcurrent: 0 }), whole(1, 2147483647)],
  ["zones['corp.example'].forward.maxFails", forward({ maxFails: -1 }), whole(0, 4294967295)],
  ["zones['corp.example'].forward.maxIdleConnections", forward({ maxIdleConnections: 1.5 }), whole(1, 2147483647)],
  ["zones['corp.example'].forward.expire", forward({ expire: '10s' }), `is not a Duration; ${MILLIS}`],
  ["zones['corp.example'].forward.expire", forward({ expire: Duration.millis(0) }), `is out of range; ${MILLIS}`],
  ["zones['corp.example'].forward.failover", forward({ failover: [] }), 'is empty; fill it or leave it out'],
  [
    "zones['corp.example'].forward.failover[0]",
    forward({ failover: ['NOERROR'] }),
    'is no ResponseCode; write ResponseCode.SERVFAIL or ResponseCode.NXDOMAIN or ResponseCode.REFUSED or ResponseCode.NOTIMP or ResponseCode.FORMERR',
  ],
  [
    "zones['corp.example'].forward.except[0]",
    forward({ except: ['a b'] }),
    `has a label that no domain can have, "a b"; ${DOMAIN}`,
  ],
  ["zones['corp.example'].forward.polcy", forward({ polcy: true }), 'there is no such prop; did you mean policy?'],
  [
    "zones['corp.example'].forward.maxAge",
    forward({ maxAge: Duration.seconds(5) }),
    'is less than expire, 10000 ms; raise maxAge, or lower expire',
    old('1.27.0'),
  ],
  [
    "zones['corp.example'].forward.policy",
    forward({ policy: ForwardPolicy.SEQUENTIAL }, ['192.0.2.1']),
    `chooses among servers, ${ONE}`,
  ],
  [
    "zones['corp.example'].forward.failover",
    zone({ forward: Forward.toClusterDns({ failover: [ResponseCode.NXDOMAIN] }) }),
    "asks the next server, and the cluster's DNS is one; leave it out",
  ],
  [
    "zones['corp.example'].forward.failover",
    zone({ forward: Forward.toNodeResolvers({ failover: [ResponseCode.NXDOMAIN] }) }),
    'needs an order of servers, which only the node knows; write Forward.to([...])',
  ],
  [
    "zones['corp.example'].forward.policy",
    forward({ failover: [ResponseCode.NXDOMAIN], policy: ForwardPolicy.RANDOM }),
    'contradicts failover, which asks the servers in their order; write ForwardPolicy.SEQUENTIAL, or leave it out',
  ],
  [
    "zones['corp.example'].forward.protocol",
    forward({ protocol: ForwardProtocol.TCP }, ['tls://192.0.2.1%a.example']),
    `is for plain DNS, and tls://192.0.2.1%a.example has TLS; leave protocol out, or write the servers without tls://`,
  ],
  [
    "zones['corp.example'].forward.certificateAuthority",
    forward({ certificateAuthority: CertificateAuthority.fromSecret('site-ca') }),
    'does nothing without a tls:// server; write the servers as tls://IP%NAME, or leave it out',
  ],
  [
    "zones['corp.example'].forward.certificateAuthority.key",
    forward({ certificateAuthority: CertificateAuthority.fromSecret('a', '..') }, ['tls://192.0.2.1%a.example']),
    'is no key that a ConfigMap or Secret can have; write letters, digits, -, _ and .',
  ],
  [
    "zones['corp.example'].forward.certificateAuthority.key",
    forward({ certificateAuthority: CertificateAuthority.fromSecret('a', '0o7') }, ['tls://192.0.2.1%a.example']),
    'would be read as a number; write it another way',
  ],
];

const RELEASES: Wrong[] = [
  [
    "zones['corp.example'].forward.failover",
    forward({ failover: [ResponseCode.NXDOMAIN] }),
    `it needs node-cache 1.26.5, the image has 1.26.4; ${NEWER}`,
    old('1.26.4'),
  ],
  [
    "zones['corp.example'].forward.maxIdleConnections",
    forward({ maxIdleConnections: 4 }),
    `it needs node-cache 1.27.0, the image has 1.26.8; ${NEWER}`,
  ],
  [
    "zones['corp.example'].forward.healthCheckDomain",
    forward({ healthCheckDomain: 'a.example' }),
    `it needs node-cache 1.22.28, the image has 1.22.27; ${NEWER}`,
    old('1.22.27'),
  ],
  [
    "zones['corp.example'].forward",
    forward({}, ['tls://192.0.2.1%a.example', 'tls://192.0.2.2%b.example']),
    `a name for each server needs node-cache 1.26.8, the image has 1.26.7; ${NEWER}`,
    old('1.26.7'),
  ],
  [
    'upstreamServers',
    ['tls://192.0.2.1%a.example', 'tls://192.0.2.2%b.example'],
    `a name for each server needs node-cache 1.26.8, the image has 1.26.7; ${NEWER}`,
    old('1.26.7'),
  ],
  [
    "zones['corp.example'].rewrites",
    zone({ rewrites: { 'a.corp.example': 'b.corp.example' } }),
    `it needs node-cache 1.22.28, the image has 1.22.27; ${NEWER}`,
    old('1.22.27'),
  ],
  [
    "zones['corp.example'].cache.servfailTtl",
    zone({ cache: CacheProfile.of({ servfailTtl: Duration.seconds(1) }) }),
    `it needs node-cache 1.22.28, the image has 1.22.27; ${NEWER}`,
    old('1.22.27'),
  ],
];

const WITHIN: Wrong[] = [
  [
    "zones['corp.example'].rewrites['a.example']",
    zone({ rewrites: { 'a.example': 'b.corp.example' } }),
    'is for a name outside of the zone corp.example; write it in the zone of that name',
  ],
  [
    "zones['corp.example'].rewrites['*.corp.example']",
    zone({ rewrites: { '*.corp.example': 'a.corp.example' } }),
    'replaces one name by all names under another, or all by one; write *. before both',
  ],
  [
    "zones['git.example.org']",
    { 'git.example.org': Zone.of({ rewrites: { 'git.example.org': 'gateway.istio.svc.cluster.local' } }) },
    '`rewrite stop name exact git.example.org gateway.istio.svc.cluster.local answer auto` asks for a name in cluster.local, ' +
      'and the question stays in the block of git.example.org, where nothing knows it; ' +
      'write forward: Forward.toClusterDns() in its zone, as cluster.local has it, or a smaller zone for the name',
  ],
  [
    "zones['corp.example'].withoutTypes[0]",
    zone({ withoutTypes: ['AAAAA'] }),
    'is no type of record; write one such as AAAA',
  ],
  [
    "zones['corp.example'].extraPlugins",
    zone({ extraPlugins: 'bufzise 1232' }),
    'node-cache has no plugin `bufzise`; did you mean bufsize?',
  ],
  [
    "zones['corp.example'].extraPlugins",
    zone({ extraPlugins: 'bufsize 1232' }),
    '`bufsize` stands twice in one server block; keep one',
    { extraPlugins: 'bufsize 1400' },
  ],
  [
    "zones['corp.example'].extraPlugins",
    zone({ extraPlugins: 'forward . 192.0.2.1' }),
    '`forward` is set by this package; use the prop zones',
  ],
];

const CACHES: Wrong[] = [
  [
    "zones['corp.example'].cache.successMinTtl",
    zone({ cache: CacheProfile.of({ successMinTtl: Duration.seconds(31) }) }),
    'is more than successTtl, 30 s; lower it, or raise successTtl',
  ],
  [
    'cache.denialMinTtl',
    CacheProfile.of({ denialMinTtl: Duration.seconds(11), denialTtl: Duration.seconds(10) }),
    'is more than denialTtl, 10 s; lower it, or raise denialTtl',
  ],
];

const HOST_RECORDS: Wrong[] = [
  [
    'hostRecords',
    { '192.0.2.1': ['a.example', 'b.corp.example', 'c.b.corp.example'] },
    'is in the zone b.corp.example, which has no names by Zone.nonexistent(); leave one of the two out',
    { zones: { 'b.corp.example': Zone.nonexistent() } },
  ],
];

const UPSTREAM_SERVICE: Wrong[] = [
  ['clusterDnsPort', 0, 'is not a port; write a whole number from 1 to 65535'],
  [
    'upstreamTrafficDistribution',
    TrafficDistribution.PREFER_SAME_ZONE,
    'does nothing in ipvs mode, where the cache asks the Service kube-dns; leave it out, and set spec.trafficDistribution of that Service',
    { proxyMode: ProxyMode.IPVS },
  ],
  [
    'upstreamTrafficDistribution',
    'PreferSameRack',
    'is no TrafficDistribution; write TrafficDistribution.PREFER_CLOSE or TrafficDistribution.PREFER_SAME_ZONE or TrafficDistribution.PREFER_SAME_NODE',
  ],
];

describeRefused({
  KEYS,
  TWICE_SERVED,
  CLUSTER,
  WAYS,
  OPTIONS,
  RELEASES,
  WITHIN,
  CACHES,
  HOST_RECORDS,
  UPSTREAM_SERVICE,
});

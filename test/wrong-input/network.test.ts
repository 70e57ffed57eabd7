import { describeRefused, type Wrong } from '../helpers';

const CLUSTER_IP = 'write what `kubectl -n kube-system get service kube-dns` shows as CLUSTER-IP, such as 10.96.0.10';
const NOT_AN_IP = 'is not an IP address; write an address such as 169.254.20.10 or fd00::10, without port or zone';
const DOMAIN = 'write a domain such as example.org: labels of letters, digits, - and _, at most 63 characters each';
const NO_LABEL = (label: string) => `has a label that no domain can have, ${JSON.stringify(label)}; ${DOMAIN}`;
const PORT = 'is not a port; write a whole number from 1 to 65535';
const FREE_PORT = 'write a port that the nodes have free';
const TWICE = 'leave one of the two out';
const SERVER = 'is not an IP address, and a name would need DNS; write IP, IP:port, [IPv6]:port or tls://IP%NAME';
const MANY = Array.from({ length: 16 }, (_, index) => `192.0.2.${index + 1}`);
const LOOP = (ip: string) =>
  `${ip} is an address of this cache, so a query would loop; name another server, or write Forward.toClusterDns() in zones for the cluster's DNS`;
const LOOPBACK = (ip: string) =>
  `${ip} is a loopback address, where a query would come back or find nothing; name the servers behind the node's own resolver`;

const NOT_ON_NODES = 'is not an address that every node has; write 127.0.0.1, ::1 or the local IP';

const ADDRESSES: Wrong[] = [
  ['metricsIp', 'localhost', NOT_AN_IP],
  ['metricsIp', '127.0.0.1:9253', NOT_AN_IP],
  ...['0.0.0.0', '::'].map((ip): Wrong => ['metricsIp', ip, 'is all addresses; leave it out']),
  ...['224.0.0.1', 'ff02::1', '255.255.255.255', '169.254.169.254', 'fe80::1'].map(
    (ip): Wrong => ['metricsIp', ip, NOT_ON_NODES],
  ),
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
  ...['169.254.0.2', '169.254.2.2', '169.254.42.42', '168.63.129.16', '100.100.2.138', '100.100.100.200'].map(
    (address): Wrong => [
      'localIp',
      address,
      "is in a cloud provider's own range, which nodes must reach; write another, such as 169.254.20.10",
    ],
  ),
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
  ['clusterDnsIp', '169.254.20.11', `is a link-local address, which no Service has; ${CLUSTER_IP}`],
  ['clusterDnsIp', '127.0.0.1', `is a loopback address; ${CLUSTER_IP}`],
];

const PORTS: Wrong[] = [
  ...[0, 65536, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '8080', {}].map(
    (port): Wrong => ['healthPort', port, PORT],
  ),
  ['metricsPort', 70000, PORT],
  ['setupMetricsPort', -9353, PORT],
  ['healthPort', 53, `is a port of DNS; ${FREE_PORT}`],
  ['metricsPort', 53, `is a port of DNS; ${FREE_PORT}`],
  ['metricsPort', 10250, `is a port of the kubelet; ${FREE_PORT}`],
  ['healthPort', 10249, `is a port of kube-proxy; ${FREE_PORT}`],
  ['setupMetricsPort', 6443, `is a port of kube-apiserver; ${FREE_PORT}`],
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
  ['additionalClusterDomains', 'old.example', "is not a list; write ['old.example']"],
  ['additionalClusterDomains', ['a b'], NO_LABEL('a b')],
  ['stubDomains', { 'a b': ['192.0.2.1'] }, NO_LABEL('a b')],
  ['hostRecords', { '192.0.2.21': ['a b'] }, NO_LABEL('a b')],
  ['hostRecords', { namenode: ['a.example'] }, NOT_AN_IP],
  ["hostRecords['192.0.2.21']", { '192.0.2.21': [] }, 'is empty; fill it or leave it out'],
  ['hostRecords', { '192.0.2.21': 'a.example' }, "is not a list; write ['a.example']"],
  ['hostRecords', ['192.0.2.21'], "is not an object; write { key: ['value'] }"],
  [
    'hostRecords',
    { 'fd00::1': ['a.example'], 'FD00:0::1': ['b.example'] },
    'fd00::1 stands there twice; put all under one key',
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
  ['upstreamServers[0]', [, '192.0.2.1'], 'is not a string; write IP, IP:port, [IPv6]:port or tls://IP%NAME'],
  ['upstreamServers[1]', ['192.0.2.1', 'dns.example'], SERVER],
  ['upstreamServers[0]', [53], 'is not a string; write IP, IP:port, [IPv6]:port or tls://IP%NAME'],
  ['upstreamServers', ['1.1.1.1:0'], PORT],
  ['upstreamServers', ['1.1.1.1:65536'], PORT],
  [
    'upstreamServers',
    ['0.0.0.0'],
    'is not an address that a DNS server can have; write IP, IP:port, [IPv6]:port or tls://IP%NAME',
  ],
  ['upstreamServers', MANY, 'names 16 servers, and CoreDNS takes 15 at most; name fewer'],
  ['upstreamServers', ['127.0.0.53'], LOOPBACK('127.0.0.53')],
  ['upstreamServers', ['[::1]:53'], LOOPBACK('::1')],
  ['upstreamServers', ['169.254.20.10'], LOOP('169.254.20.10')],
  ['upstreamServers', ['tls://10.96.0.10%dns.example'], LOOP('10.96.0.10')],
  ['stubDomains', { 'a.example': ['10.96.0.10:53'] }, LOOP('10.96.0.10')],
  ["stubDomains['a.example']", { 'a.example': [] }, 'is empty; fill it or leave it out'],
  ['stubDomains', { 'a.example': MANY }, 'names 16 servers, and CoreDNS takes 15 at most; name fewer'],
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
    'a.example stands there twice; put all under one key',
  ],
];

describeRefused({ ADDRESSES, PORTS, DOMAINS, UPSTREAMS, ZONES });

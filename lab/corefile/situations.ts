import { Duration } from 'cdk8s';
import { CacheProfile, Forward, ForwardPolicy, ForwardProtocol, Zone } from '../../src';
import { NODE_RESOLVER, UPSTREAM_SERVICE } from './configuration';
import { CLUSTER_ASKED, CLUSTER_DNS, CLUSTER_NAME, NODE, type Situation } from './situation';

export const SITUATIONS: Readonly<Record<string, Situation>> = {
  "a home lab with an ad-blocking resolver, a public one behind it, and the router's own zone": {
    props: {
      zones: {
        '.': Zone.of({ forward: Forward.to(['192.0.2.53', '192.0.2.8'], { policy: ForwardPolicy.SEQUENTIAL }) }),
        'home.arpa': Zone.of({ forward: Forward.to(['192.0.2.1']) }),
        '192.168.1.0/24': Zone.of({ forward: Forward.to(['192.0.2.1']) }),
      },
    },
    servers: {
      ...CLUSTER_DNS,
      '192.0.2.53': {
        records: { 'ads.example A': ['@ 2 A 0.0.0.0'], 'www.example.org A': ['@ 300 A 192.0.2.7'] },
      },
      '192.0.2.8': { records: { 'ads.example A': ['@ 300 A 192.0.2.66'] } },
      '192.0.2.1': {
        records: {
          'nas.home.arpa A': ['@ 10 A 192.168.1.40'],
          '40.1.168.192.in-addr.arpa PTR': ['@ 10 PTR nas.home.arpa.'],
        },
      },
    },
    asked: [
      // The cache keeps answers for 5 seconds at least.
      { ask: 'ads.example A', answer: '0.0.0.0', ttl: 5, queries: ['192.0.2.53 udp A ads.example'] },
      { ask: 'www.example.org A', answer: '192.0.2.7', ttl: 30, queries: ['192.0.2.53 udp A www.example.org'] },
      { ask: 'nas.home.arpa A', answer: '192.168.1.40', ttl: 10, queries: ['192.0.2.1 udp A nas.home.arpa'] },
      {
        ask: '40.1.168.192.in-addr.arpa PTR',
        answer: 'nas.home.arpa',
        ttl: 10,
        queries: ['192.0.2.1 udp PTR 40.1.168.192.in-addr.arpa'],
      },
      CLUSTER_ASKED,
    ],
  },

  'a company with two site resolvers, whose domain has other addresses inside than outside': {
    props: {
      upstreamServers: ['192.0.2.11', '192.0.2.12'],
      zones: {
        'corp.example': Zone.of({
          forward: Forward.to(['192.0.2.11', '192.0.2.12'], { policy: ForwardPolicy.SEQUENTIAL }),
        }),
        'shop.corp.example': Zone.of({ forward: Forward.toNodeResolvers() }),
      },
    },
    servers: {
      ...CLUSTER_DNS,
      '192.0.2.11': {
        records: { 'www.corp.example A': ['@ 60 A 10.0.0.80'], 'shop.corp.example A': ['@ 60 A 10.0.0.81'] },
      },
      '192.0.2.12': { records: {} },
      [NODE_RESOLVER]: {
        records: { 'www.corp.example A': ['@ 60 A 192.0.2.80'], 'shop.corp.example A': ['@ 60 A 192.0.2.81'] },
      },
    },
    asked: [
      { ask: 'www.corp.example A', answer: '10.0.0.80', ttl: 30, queries: ['192.0.2.11 udp A www.corp.example'] },
      {
        ask: 'shop.corp.example A',
        by: 'tcp',
        answer: '192.0.2.81',
        ttl: 30,
        queries: [`${NODE_RESOLVER} tcp A shop.corp.example`],
      },
      { ask: 'no.corp.example A', answer: 'NXDOMAIN', queries: ['192.0.2.11 udp A no.corp.example'] },
      CLUSTER_ASKED,
    ],
  },

  'Consul on its own port, whose answers may be kept for no time, so that clients leave a dead instance': {
    props: {
      zones: {
        consul: Zone.of({
          forward: Forward.to(['192.0.2.86:8600'], { protocol: ForwardProtocol.PREFER_UDP }),
          cache: CacheProfile.of({ successMinTtl: Duration.seconds(0), denialMinTtl: Duration.seconds(0) }),
        }),
      },
    },
    servers: {
      ...CLUSTER_DNS,
      ...NODE,
      '192.0.2.86:8600': {
        records: {
          'redis.service.consul A': ['@ 0 A 10.0.3.3'],
          '_redis._tcp.service.consul SRV': ['@ 0 SRV 1 1 6379 node-3.node.dc1.consul.'],
        },
      },
    },
    asked: [
      ...[1, 2].map(() => ({
        ask: 'redis.service.consul A',
        answer: '10.0.3.3',
        ttl: 0,
        queries: ['192.0.2.86:8600 udp A redis.service.consul'],
      })),
      {
        ask: '_redis._tcp.service.consul SRV',
        by: 'tcp',
        answer: '6379 node-3.node.dc1.consul',
        ttl: 0,
        queries: ['192.0.2.86:8600 udp SRV _redis._tcp.service.consul'],
      },
      CLUSTER_ASKED,
    ],
  },

  "private endpoints of a cloud: the public name is an alias of a name in a private zone, which the cloud's own resolver knows":
    {
      props: { upstreamServers: ['192.0.2.8'], stubDomains: { 'blob.cloud.example': ['168.63.129.16'] } },
      servers: {
        ...CLUSTER_DNS,
        '192.0.2.8': {
          records: {
            'acme.blob.cloud.example A': ['@ 60 CNAME acme.privatelink.blob.cloud.example.'],
          },
        },
        '168.63.129.16': {
          records: {
            'acme.blob.cloud.example A': ['@ 60 CNAME acme.privatelink.blob.cloud.example.'],
            'acme.privatelink.blob.cloud.example A': ['@ 10 A 10.20.0.5'],
          },
        },
      },
      asked: [
        {
          ask: 'acme.blob.cloud.example A',
          answer: '10.20.0.5',
          ttl: 10,
          // The resolver follows the alias by a query to itself.
          queries: [
            '168.63.129.16 udp A acme.privatelink.blob.cloud.example',
            '168.63.129.16 udp A acme.blob.cloud.example',
          ],
        },
        {
          ask: 'acme.privatelink.blob.cloud.example A',
          answer: '10.20.0.5',
          ttl: 10,
          queries: ['168.63.129.16 udp A acme.privatelink.blob.cloud.example'],
        },
        CLUSTER_ASKED,
      ],
    },

  'Active Directory, with its names of underscores, and a forest root that other controllers serve': {
    props: {
      zones: {
        'AD.Example.': Zone.of({
          forward: Forward.to(['192.0.2.21', '192.0.2.22'], { policy: ForwardPolicy.SEQUENTIAL }),
        }),
        '_msdcs.ad.example': Zone.of({ forward: Forward.to(['192.0.2.23'], { protocol: ForwardProtocol.TCP }) }),
      },
    },
    servers: {
      ...CLUSTER_DNS,
      ...NODE,
      '192.0.2.21': { records: { '_kerberos._udp.ad.example SRV': ['@ 600 SRV 0 100 88 dc1.ad.example.'] } },
      '192.0.2.22': { records: {} },
      '192.0.2.23': { records: { '_ldap._tcp.dc._msdcs.ad.example SRV': ['@ 600 SRV 0 100 389 dc1.ad.example.'] } },
    },
    asked: [
      {
        ask: '_ldap._tcp.dc._msdcs.ad.example SRV',
        answer: '389 dc1.ad.example',
        ttl: 30,
        queries: ['192.0.2.23 tcp SRV _ldap._tcp.dc._msdcs.ad.example'],
      },
      {
        ask: '_kerberos._udp.AD.Example SRV',
        answer: '88 dc1.ad.example',
        ttl: 30,
        queries: ['192.0.2.21 udp SRV _kerberos._udp.ad.example'],
      },
      CLUSTER_ASKED,
    ],
  },

  'DNS64: names that have IPv4 addresses alone get IPv6 ones, and the names of the cluster do not': {
    props: {
      localIp: 'fd00::10',
      clusterDnsIp: 'fd00:10:96::a',
      zones: { '.': Zone.of({ forward: Forward.to(['2001:db8::53']), extraPlugins: 'dns64 64:ff9b::/96' }) },
    },
    servers: {
      [UPSTREAM_SERVICE.IPv6]: { records: { [`${CLUSTER_NAME} AAAA`]: ['@ 30 AAAA fd00:10:96::7'] } },
      '2001:db8::53': {
        records: {
          'v4.example.org A': ['@ 60 A 192.0.2.7'],
          'v6.example.org AAAA': ['@ 60 AAAA 2001:db8::7'],
        },
      },
    },
    asked: [
      {
        ask: 'v4.example.org AAAA',
        answer: '64:ff9b::c000:207',
        ttl: 30,
        queries: ['2001:db8::53 udp AAAA v4.example.org', '2001:db8::53 udp A v4.example.org'],
      },
      { ask: 'v6.example.org AAAA', answer: '2001:db8::7', ttl: 30, queries: ['2001:db8::53 udp AAAA v6.example.org'] },
      {
        ask: `${CLUSTER_NAME} AAAA`,
        answer: 'fd00:10:96::7',
        ttl: 30,
        queries: [`${UPSTREAM_SERVICE.IPv6} tcp AAAA ${CLUSTER_NAME}`],
      },
    ],
  },

  "an Istio gateway: a public name is the gateway's Service inside of the cluster": {
    props: {
      zones: {
        'git.example.org': Zone.of({
          forward: Forward.toClusterDns(),
          rewrites: { 'git.example.org': 'istio-ingress.istio-system.svc.cluster.local' },
          withoutTypes: ['AAAA'],
        }),
      },
    },
    servers: { ...CLUSTER_DNS, ...NODE },
    asked: [
      {
        ask: 'git.example.org A',
        answer: '10.96.8.8',
        ttl: 30,
        queries: [`${UPSTREAM_SERVICE.IPv4} tcp A istio-ingress.istio-system.svc.cluster.local`],
      },
      { ask: 'git.example.org AAAA', answer: 'NOERROR', queries: [] },
      { ask: 'www.example.org A', answer: '192.0.2.7', ttl: 30, queries: [`${NODE_RESOLVER} udp A www.example.org`] },
      CLUSTER_ASKED,
    ],
  },

  "a tailnet: its zone and the reverse zones of 100.64.0.0/10 go to the tailnet's resolver": {
    props: {
      zones: {
        'tail1234.ts.net': Zone.of({ forward: Forward.to(['100.100.100.100']) }),
        '100.64.0.0/10': Zone.of({ forward: Forward.to(['100.100.100.100']) }),
      },
    },
    servers: {
      ...CLUSTER_DNS,
      ...NODE,
      '100.100.100.100': {
        records: {
          'laptop.tail1234.ts.net A': ['@ 600 A 100.101.102.103'],
          '103.102.101.100.in-addr.arpa PTR': ['@ 600 PTR laptop.tail1234.ts.net.'],
        },
      },
    },
    asked: [
      {
        ask: 'laptop.tail1234.ts.net A',
        answer: '100.101.102.103',
        ttl: 30,
        queries: ['100.100.100.100 udp A laptop.tail1234.ts.net'],
      },
      {
        ask: '103.102.101.100.in-addr.arpa PTR',
        answer: 'laptop.tail1234.ts.net',
        ttl: 30,
        queries: ['100.100.100.100 udp PTR 103.102.101.100.in-addr.arpa'],
      },
      // The next network is the cluster's, as all others are.
      {
        ask: '1.0.128.100.in-addr.arpa PTR',
        answer: 'NXDOMAIN',
        queries: [`${UPSTREAM_SERVICE.IPv4} tcp PTR 1.0.128.100.in-addr.arpa`],
      },
      CLUSTER_ASKED,
    ],
  },
};

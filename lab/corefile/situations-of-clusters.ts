import { Duration } from 'cdk8s';
import { CacheProfile, Forward, ForwardProtocol, QueryLog, ResponseClass, Zone, type ZoneOptions } from '../../src';
import { NODE_RESOLVER, UPSTREAM_SERVICE } from './configuration';
import { CLUSTER_ASKED, CLUSTER_DNS, CLUSTER_NAME, NODE, type Situation } from './situation';

/** The documented defaults of AKS LocalDNS, for one zone. With ours a negative answer may have a TTL of its own. */
function ofLocalDns(
  protocol: ForwardProtocol,
): Pick<ZoneOptions, 'cache' | 'queryLog'> & { forward: { protocol: ForwardProtocol; maxConcurrent: number } } {
  return {
    forward: { protocol, maxConcurrent: 1000 },
    cache: CacheProfile.of({ successTtl: Duration.seconds(3600), serveStale: Duration.seconds(3600) }),
    queryLog: QueryLog.of({ classes: [ResponseClass.ERROR] }),
  };
}
const VNET = ofLocalDns(ForwardProtocol.PREFER_UDP);
const KUBE = ofLocalDns(ForwardProtocol.TCP);

/** Situations that are about the cluster's own DNS. */
export const SITUATIONS_OF_CLUSTERS: Readonly<Record<string, Situation>> = {
  "records of its own in the cluster's DNS: names outside the cluster go there too, in iptables mode": {
    props: { zones: { '.': Zone.of({ forward: Forward.toClusterDns({ protocol: ForwardProtocol.AS_ASKED }) }) } },
    servers: { ...CLUSTER_DNS, ...NODE },
    asked: [
      {
        ask: 'legacy.example A',
        answer: '192.0.2.90',
        ttl: 30,
        queries: [`${UPSTREAM_SERVICE.IPv4} udp A legacy.example`],
      },
      CLUSTER_ASKED,
    ],
  },

  "two clusters: the other one's domain and networks go to the other one's DNS, which does the same": {
    props: {
      clusterDomain: 'east.example',
      reverseZones: ['10.96.0.0/16'],
      zones: {
        'west.example': Zone.of({ forward: Forward.to(['192.0.2.60']) }),
        '10.97.0.0/16': Zone.of({ forward: Forward.to(['192.0.2.60']) }),
      },
    },
    servers: {
      ...NODE,
      [UPSTREAM_SERVICE.IPv4]: {
        records: {
          'db.shop.svc.east.example A': ['@ 30 A 10.96.7.7'],
          '7.7.96.10.in-addr.arpa PTR': ['@ 30 PTR db.shop.svc.east.example.'],
        },
      },
      '192.0.2.60': {
        records: {
          'db.shop.svc.west.example A': ['@ 5 A 10.97.7.7'],
          '7.7.97.10.in-addr.arpa PTR': ['@ 5 PTR db.shop.svc.west.example.'],
        },
      },
    },
    asked: [
      {
        ask: 'db.shop.svc.west.example A',
        answer: '10.97.7.7',
        ttl: 5,
        queries: ['192.0.2.60 udp A db.shop.svc.west.example'],
      },
      {
        ask: '7.7.97.10.in-addr.arpa PTR',
        answer: 'db.shop.svc.west.example',
        ttl: 5,
        queries: ['192.0.2.60 udp PTR 7.7.97.10.in-addr.arpa'],
      },
      {
        ask: 'db.shop.svc.east.example A',
        answer: '10.96.7.7',
        ttl: 30,
        queries: [`${UPSTREAM_SERVICE.IPv4} tcp A db.shop.svc.east.example`],
      },
      {
        ask: '7.7.96.10.in-addr.arpa PTR',
        answer: 'db.shop.svc.east.example',
        ttl: 30,
        queries: [`${UPSTREAM_SERVICE.IPv4} tcp PTR 7.7.96.10.in-addr.arpa`],
      },
      // All other networks are outside.
      {
        ask: '1.0.0.10.in-addr.arpa PTR',
        answer: 'NXDOMAIN',
        queries: [`${NODE_RESOLVER} udp PTR 1.0.0.10.in-addr.arpa`],
      },
    ],
  },

  'a cluster whose domain was changed, and whose DNS serves the old one too': {
    props: { clusterDomain: 'k8s.example', additionalClusterDomains: ['cluster.local'] },
    servers: {
      ...NODE,
      [UPSTREAM_SERVICE.IPv4]: {
        records: { [`${CLUSTER_NAME} A`]: ['@ 30 A 10.96.7.7'], 'db.shop.svc.k8s.example A': ['@ 30 A 10.96.7.7'] },
      },
    },
    asked: [
      {
        ask: 'db.shop.svc.k8s.example A',
        answer: '10.96.7.7',
        ttl: 30,
        queries: [`${UPSTREAM_SERVICE.IPv4} tcp A db.shop.svc.k8s.example`],
      },
      CLUSTER_ASKED,
    ],
  },

  'a cluster whose domain was changed, and whose DNS serves the new one alone': {
    props: {
      clusterDomain: 'k8s.example',
      zones: {
        'cluster.local': Zone.of({
          forward: Forward.toClusterDns(),
          rewrites: { '*.cluster.local': '*.k8s.example' },
        }),
      },
    },
    servers: {
      ...NODE,
      [UPSTREAM_SERVICE.IPv4]: { records: { 'db.shop.svc.k8s.example A': ['@ 30 A 10.96.7.7'] } },
    },
    asked: [
      {
        ask: `${CLUSTER_NAME} A`,
        answer: '10.96.7.7',
        ttl: 30,
        queries: [`${UPSTREAM_SERVICE.IPv4} tcp A db.shop.svc.k8s.example`],
      },
      {
        ask: `no.${CLUSTER_NAME} A`,
        answer: 'NXDOMAIN',
        queries: [`${UPSTREAM_SERVICE.IPv4} tcp A no.db.shop.svc.k8s.example`],
      },
    ],
  },

  "AKS LocalDNS: its documented default overrides for pods with the node's and with the cluster's DNS": {
    props: {
      zones: {
        '.': Zone.of({ ...VNET, forward: Forward.toNodeResolvers(VNET.forward) }),
        'cluster.local': Zone.of({ ...KUBE, forward: Forward.toClusterDns(KUBE.forward) }),
      },
    },
    servers: {
      [UPSTREAM_SERVICE.IPv4]: { records: { [`${CLUSTER_NAME} A`]: ['@ 30 A 10.96.7.7'] } },
      [NODE_RESOLVER]: {
        records: { 'www.example.org A': ['@ 1800 A 192.0.2.7'], 'old.example.org A': ['@ 86400 A 192.0.2.8'] },
      },
    },
    asked: [
      CLUSTER_ASKED,
      {
        ask: `no.${CLUSTER_NAME} A`,
        answer: 'NXDOMAIN',
        queries: [`${UPSTREAM_SERVICE.IPv4} tcp A no.${CLUSTER_NAME}`],
      },
      {
        ask: 'www.example.org A',
        by: 'tcp',
        answer: '192.0.2.7',
        ttl: 1800,
        queries: [`${NODE_RESOLVER} udp A www.example.org`],
      },
      { ask: 'old.example.org A', answer: '192.0.2.8', ttl: 3600, queries: [`${NODE_RESOLVER} udp A old.example.org`] },
      // The second time from the cache, whatever the transport.
      { ask: 'old.example.org A', by: 'tcp', answer: '192.0.2.8', ttl: 3600, queries: [] },
    ],
  },
};

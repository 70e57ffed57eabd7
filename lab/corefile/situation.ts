import type { NodeLocalDnsCacheProps } from '../../src';
import { NODE_RESOLVER, UPSTREAM_SERVICE } from './configuration';
import type { Transport } from './question';
import type { Servers } from './record-servers';

/** A question, and what has to come of it. */
export interface Asked {
  /** `NAME TYPE`. */
  readonly ask: string;
  /** UDP if left out. */
  readonly by?: Transport;
  /** The value of the last record of the answer, or the code of an answer without records. */
  readonly answer: string;
  /** The TTL of that record. */
  readonly ttl?: number;
  /** Each query at a server, as `SERVER PROTOCOL TYPE NAME`. */
  readonly queries: readonly string[];
}

/** What somebody has, as the props say it, with servers of the test in place of the real ones. */
export interface Situation {
  readonly props: NodeLocalDnsCacheProps;
  readonly servers: Servers;
  /** In this order. */
  readonly asked: readonly Asked[];
}

export const CLUSTER_NAME = 'db.shop.svc.cluster.local';
/** The cluster's DNS, which passes on what it does not know. */
export const CLUSTER_DNS: Servers = {
  [UPSTREAM_SERVICE.IPv4]: {
    records: {
      [`${CLUSTER_NAME} A`]: ['@ 30 A 10.96.7.7'],
      'istio-ingress.istio-system.svc.cluster.local A': ['@ 30 A 10.96.8.8'],
      '7.7.96.10.in-addr.arpa PTR': [`@ 30 PTR ${CLUSTER_NAME}.`],
      'legacy.example A': ['@ 300 A 192.0.2.90'],
    },
  },
};
export const NODE: Servers = { [NODE_RESOLVER]: { records: { 'www.example.org A': ['@ 300 A 192.0.2.7'] } } };

/** Names of the cluster resolve as ever, by TCP. */
export const CLUSTER_ASKED: Asked = {
  ask: `${CLUSTER_NAME} A`,
  answer: '10.96.7.7',
  ttl: 30,
  queries: [`${UPSTREAM_SERVICE.IPv4} tcp A ${CLUSTER_NAME}`],
};

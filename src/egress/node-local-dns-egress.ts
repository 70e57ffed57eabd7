import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { readProps } from '../input/reader';
import { checkDistinctObjects } from '../kubernetes/distinct-objects';
import { nodesMayAsk, podsMayAsk } from './manifests';
import type { NodeLocalDnsEgressProps } from './props';
import { PROPS } from './settings';

/**
 * NetworkPolicies for clusters in which egress is closed by default. The cache is in the network of its node, so a rule
 * that selects the cluster's DNS pods does not open the way to the cache.
 *
 * @example
 * import { App, Chart } from 'cdk8s';
 * import { NodeLocalDnsCache, NodeLocalDnsEgress } from 'cdk8s-node-local-dns';
 *
 * const app = new App();
 * const chart = new Chart(app, 'node-local-dns');
 * const cache = new NodeLocalDnsCache(chart, 'nld');
 * new NodeLocalDnsEgress(chart, 'egress', { cache, namespaces: ['shop', 'billing'] });
 * app.synth();
 */
export class NodeLocalDnsEgress extends Construct {
  /** A NetworkPolicy for each namespace, in the order of `namespaces`. */
  public readonly podPolicies: ApiObject[];

  /** The NetworkPolicy that lets nodes reach the cluster's DNS pods. Undefined without `nodeCidrs`. */
  public readonly dnsPolicy?: ApiObject;

  constructor(scope: Construct, id: string, props: NodeLocalDnsEgressProps) {
    super(scope, id);
    const settings = readProps(`NodeLocalDnsEgress ${this.node.path}`, props, PROPS);
    checkDistinctObjects(this);

    this.podPolicies = settings.namespaces.map(
      (namespace) => new ApiObject(this, `pods-${namespace}`, podsMayAsk(settings, namespace)),
    );
    if (settings.nodeCidrs.length > 0) this.dnsPolicy = new ApiObject(this, 'dns', nodesMayAsk(settings));
  }
}

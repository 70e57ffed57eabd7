import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { readProps } from '../input/reader';
import { checkDistinctObjects } from '../kubernetes/distinct-objects';
import { warnOfOtherNodes } from '../pods/dns-values';
import { injectionBinding, injectionPolicy } from './manifests';
import type { NodeLocalDnsInjectionProps } from './props';
import { PROPS, RULES } from './settings';

/**
 * Makes new pods ask the cache. The API server itself gives them the nameservers as they are created, by a
 * MutatingAdmissionPolicy and without a webhook.
 *
 * Some pods stay as they are: those with host network, with a dnsPolicy or nameservers of their own, for Windows, for
 * virtual nodes or nodes without the cache, with too many domains to search, and those labelled
 * `node-local-dns-injection=disabled`. The other pods keep the searches and options of their dnsConfig. A policy that
 * fails stops no pod.
 *
 * @example
 * import { App, Chart } from 'cdk8s';
 * import { NodeLocalDnsCache, NodeLocalDnsInjection } from 'cdk8s-node-local-dns';
 *
 * const app = new App();
 * const chart = new Chart(app, 'node-local-dns');
 * const cache = new NodeLocalDnsCache(chart, 'nld');
 * new NodeLocalDnsInjection(chart, 'injection', { cache, options: ['timeout:2'] });
 * app.synth();
 */
export class NodeLocalDnsInjection extends Construct {
  /** The MutatingAdmissionPolicy. */
  public readonly policy: ApiObject;

  /** The MutatingAdmissionPolicyBinding, without which the policy does nothing. */
  public readonly binding: ApiObject;

  constructor(scope: Construct, id: string, props: NodeLocalDnsInjectionProps) {
    super(scope, id);
    const subject = `NodeLocalDnsInjection ${this.node.path}`;
    const settings = readProps(subject, props, PROPS, RULES);
    settings.cache._tellPods();
    warnOfOtherNodes(subject, settings.cache._settings);
    checkDistinctObjects(this);

    this.policy = new ApiObject(this, 'policy', injectionPolicy(settings));
    this.binding = new ApiObject(this, 'binding', injectionBinding(settings));
    this.binding.addDependency(this.policy);
  }
}

import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { NodeLocalDnsCache } from '../cache/node-local-dns-cache';
import { Fault } from '../input/problems';
import { parseInstance } from '../input/values';
import { checkSiblings } from '../kubernetes/free-names';
import { parseObjectName } from '../kubernetes/identifiers';
import { readDnsValues } from '../pods/dns-values';
import { OptionReader } from '../pods/option-reader';
import type { PodDnsOptions } from '../pods/pod-dns';
import { InjectedNamespaces } from './injected-namespaces';
import { injectionBinding, injectionPolicy } from './manifests';

/**
 * Which pods are told to ask the cache as they are created, and what else they are told.
 */
export interface NodeLocalDnsInjectionProps extends PodDnsOptions {
  /** The cache. */
  readonly cache: NodeLocalDnsCache;

  /**
   * The cluster's version of Kubernetes, such as `1.36` or `v1.36.3`. An error if it is older than 1.34, which has no
   * MutatingAdmissionPolicy. In 1.34 and 1.35 the API server needs
   * `--feature-gates=MutatingAdmissionPolicy=true --runtime-config=admissionregistration.k8s.io/v1beta1=true`.
   * @default '1.36'
   */
  readonly kubernetesVersion?: string;

  /**
   * The namespaces of the pods.
   * @default InjectedNamespaces.LABELLED
   */
  readonly namespaces?: InjectedNamespaces;

  /**
   * The name of the policy and its binding, of which a cluster has one each. An error if it is no name of an object.
   * @default 'node-local-dns-injection'
   */
  readonly name?: string;
}

/**
 * Pods are told to ask the cache as they are created, by the API server itself: a MutatingAdmissionPolicy, no webhook.
 *
 * A pod is left as it is if it is labelled `node-local-dns-injection=disabled`, has host network, a dnsPolicy or
 * nameservers of its own, or is for Windows. What else it has in its dnsConfig stays. A policy that fails stops no pod.
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
    const options = new OptionReader(subject, props);
    const cache = options.first('cache', parseInstance(NodeLocalDnsCache, 'the cache that the pods are to ask'));
    const apiVersion = options.read('kubernetesVersion', '1.36', parseApiVersion);
    const choices = "InjectedNamespaces.LABELLED or InjectedNamespaces.allBut('kube-infra')";
    const parseNamespaces = parseInstance(InjectedNamespaces, choices);
    const selector = options.read('namespaces', InjectedNamespaces.LABELLED, (value) =>
      parseNamespaces(value)._selector(),
    );
    const name = options.read('name', 'node-local-dns-injection', parseObjectName);
    const values = readDnsValues(cache, options);
    options.end();

    const policy = injectionPolicy(apiVersion, name, values, selector);
    checkSiblings(subject, this, [policy]);
    this.policy = new ApiObject(this, 'policy', policy);
    this.binding = new ApiObject(this, 'binding', injectionBinding(apiVersion, name));
    this.binding.addDependency(this.policy);
  }
}

/** The API version that has the policy. */
function parseApiVersion(value: unknown): string {
  const fix = "write '1.36', say, as `kubectl version` shows the server's";
  const [, minor] = /^v?1\.(\d{1,3})(\.\d.*)?$/.exec(String(value)) ?? [];
  if (typeof value !== 'string' || minor === undefined) throw new Fault('is no version of Kubernetes', fix);
  if (Number(minor) < 34) {
    throw new Fault('has no MutatingAdmissionPolicy, which came with 1.34', 'use cache.useIn or cache.podDnsConfig');
  }
  return `admissionregistration.k8s.io/${Number(minor) < 36 ? 'v1beta1' : 'v1'}`;
}

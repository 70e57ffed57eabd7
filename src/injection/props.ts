import type { NodeLocalDnsCache } from '../cache/node-local-dns-cache';
import type { PodDnsOptions } from '../pods/pod-dns';
import type { InjectedNamespaces } from './injected-namespaces';

/**
 * The options of a `NodeLocalDnsInjection`: which new pods ask the cache, and their other DNS settings. A wrong value
 * is an error at synth that names the prop, the value, the reason and the fix.
 */
export interface NodeLocalDnsInjectionProps extends PodDnsOptions {
  /** The cache that the pods ask. */
  readonly cache: NodeLocalDnsCache;

  /**
   * The cluster's version of Kubernetes, such as `1.36` or `v1.36.3`. An error if it is no version, or is older than
   * 1.34, which has no MutatingAdmissionPolicy. In 1.34 and 1.35 the API server needs
   * `--feature-gates=MutatingAdmissionPolicy=true --runtime-config=admissionregistration.k8s.io/v1beta1=true`.
   * @default '1.36'
   */
  readonly kubernetesVersion?: string;

  /**
   * The namespaces of the pods. An error if it is no `InjectedNamespaces`.
   * @default InjectedNamespaces.LABELLED
   */
  readonly namespaces?: InjectedNamespaces;

  /**
   * The name of the policy and of its binding. Both are cluster-wide objects. An error if Kubernetes takes no such
   * name.
   * @default 'node-local-dns-injection'
   */
  readonly name?: string;
}

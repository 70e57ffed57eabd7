import type { NodeLocalDnsCache } from '../cache/node-local-dns-cache';
import type { PodDnsOptions } from '../pods/pod-dns';
import type { InjectedNamespaces } from './injected-namespaces';

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

import type { NodeLocalDnsCache } from '../cache/node-local-dns-cache';

/**
 * A Deployment, by its name.
 */
export interface DeploymentReference {
  /**
   * Its name. An error if Kubernetes takes no such name.
   * @default 'kube-ovn-controller'
   */
  readonly name?: string;

  /**
   * Its namespace. An error if Kubernetes takes no such name.
   * @default 'kube-system'
   */
  readonly namespace?: string;
}

/**
 * The kinds of workloads whose pods can be restarted one after the other.
 */
export enum WorkloadKind {
  /** A Deployment. */
  DEPLOYMENT = 'deployment',

  /** A StatefulSet. */
  STATEFUL_SET = 'statefulset',

  /** A DaemonSet. */
  DAEMON_SET = 'daemonset',
}

/**
 * A workload, by its name.
 */
export interface WorkloadReference {
  /**
   * Its kind.
   * @default WorkloadKind.DEPLOYMENT
   */
  readonly kind?: WorkloadKind;

  /**
   * Its namespace. An error if Kubernetes takes no such name.
   */
  readonly namespace: string;

  /**
   * Its name. An error if Kubernetes takes no such name.
   */
  readonly name: string;
}

/**
 * What Kube-OVN is told of a cache. A wrong value is an error at synth that names the prop, the value, the reason and the fix.
 */
export interface KubeOvnIntegrationProps {
  /**
   * The cache. An error if it has the kube-dns IP too: Kube-OVN sends queries for a Service's IP on to the Service's
   * pods before they reach the node.
   */
  readonly cache: NodeLocalDnsCache;

  /**
   * The Deployment of kube-ovn-controller, whose container has that name.
   * @default - `kube-ovn-controller` in `kube-system`
   */
  readonly controller?: DeploymentReference;

  /**
   * The names of the underlay Subnets whose pods use the cache: they get `u2oInterconnection: true`. Overlay Subnets
   * need nothing. An error if Kubernetes takes no such name, or one stands there twice.
   * @default - none
   */
  readonly underlaySubnets?: string[];

  /**
   * The workloads that are restarted when all is set, so that their pods get the nameserver that their kubelet has now,
   * and the gateway that U2O brings. An error if one stands there twice.
   * @default - none; pods that are there already stay as they are
   */
  readonly restart?: WorkloadReference[];

  /**
   * Whether to put back what was there before, and to restart the workloads that were restarted: for a cache that is
   * about to be removed. What was set by others stays.
   * @default false
   */
  readonly revert?: boolean;

  /**
   * The image of the Job: any one with `kubectl` and `sh`. That of your kube-ovn-controller is on the nodes already:
   * `kubectl -n kube-system get deployment kube-ovn-controller -o jsonpath='{.spec.template.spec.containers[0].image}'`.
   * The images of kubectl alone have no `sh`. An error if it is no reference, or has neither tag nor digest.
   */
  readonly image: string;
}

import type { NodeLocalDnsCache } from '../cache/node-local-dns-cache';

/**
 * A Deployment, by its name.
 */
export interface DeploymentReference {
  /**
   * The name of the Deployment. An error if Kubernetes takes no such name.
   * @default 'kube-ovn-controller'
   */
  readonly name?: string;

  /**
   * The namespace of the Deployment. An error if Kubernetes takes no such name.
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
   * The kind of the workload. An error if it is no `WorkloadKind`.
   * @default WorkloadKind.DEPLOYMENT
   */
  readonly kind?: WorkloadKind;

  /**
   * The namespace of the workload. An error if Kubernetes takes no such name.
   */
  readonly namespace: string;

  /**
   * The name of the workload. An error if Kubernetes takes no such name.
   */
  readonly name: string;
}

/**
 * The options of a `KubeOvnIntegration`. A wrong value is an error at synth that names the prop, the value, the reason
 * and the fix.
 */
export interface KubeOvnIntegrationProps {
  /**
   * The cache that the pods ask. An error if the cache also serves the kube-dns IP: Kube-OVN sends a query for a
   * Service's IP to the Service's pods before the query reaches the node.
   */
  readonly cache: NodeLocalDnsCache;

  /**
   * The Deployment of kube-ovn-controller. Its container must have the name of the Deployment.
   * @default - `kube-ovn-controller` in `kube-system`
   */
  readonly controller?: DeploymentReference;

  /**
   * The names of the underlay Subnets whose pods use the cache. The Job sets `u2oInterconnection: true` in them.
   * Overlay Subnets need no change. An error if Kubernetes takes no such name, or a name is in the list twice.
   * @default - none
   */
  readonly underlaySubnets?: string[];

  /**
   * The workloads that the Job restarts at its end. Their new pods get the nameserver that their kubelet has by then,
   * and the gateway that U2O brings. An error if a workload is in the list twice.
   * @default - none; running pods stay as they are
   */
  readonly restart?: WorkloadReference[];

  /**
   * Whether to put back the values from before, and to restart the workloads again. Set it before you remove the cache.
   * Values that others have set stay.
   * @default false
   */
  readonly revert?: boolean;

  /**
   * The image of the Job. It needs `kubectl` and `sh`. The image of your kube-ovn-controller has both, and is on the
   * nodes already; this command shows it:
   * `kubectl -n kube-system get deployment kube-ovn-controller -o jsonpath='{.spec.template.spec.containers[0].image}'`.
   * Images of kubectl alone have no `sh`. An error if it is no image reference, or has neither tag nor digest.
   */
  readonly image: string;
}

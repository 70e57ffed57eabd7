import type { Toleration } from '../options/toleration';

/**
 * What of the caches goes, and from which nodes. A wrong value is an error at synth that names the prop, the value, the
 * reason and the fix.
 */
export interface NodeLocalDnsCleanupProps {
  /**
   * Whether the kubelets alone are put back, and rules and interfaces stay: for a cache that still serves the pods that
   * were told its address.
   * @default false
   */
  readonly kubeletsOnly?: boolean;

  /**
   * The namespace, that of the cache. An error if Kubernetes takes no such name.
   * @default 'kube-system'
   */
  readonly namespace?: string;

  /**
   * The image of node-cache, whose iptables lists every rule that it has set. An error if it is no reference, or has
   * neither tag nor digest.
   * @default - `registry.k8s.io/dns/k8s-dns-node-cache:1.26.8`, with its digest
   */
  readonly image?: string;

  /**
   * The image of all else, as that of KubeletPatch. It needs `sh`, `cat`, `dirname`, `ip`, `nsenter` and `sleep`. An
   * error if it is no reference, or has neither tag nor digest.
   * @default - `busybox:1.37.0`, with its digest
   */
  readonly toolsImage?: string;

  /**
   * The registry that the default images come from, with a path if need be, such as `registry.example/mirror`. The mirror
   * has them under their own names and with all platforms, so that their digests stay the same. An error if it is not a
   * registry.
   * @default - each image's own registry
   */
  readonly imageRegistry?: string;

  /**
   * Names of the Secrets, in the same namespace, with which the images are pulled. An error if Kubernetes takes no such
   * name.
   * @default - none
   */
  readonly imagePullSecrets?: string[];

  /**
   * The taints that the pods tolerate. An error if Kubernetes takes no such toleration.
   * @default - `CriticalAddonsOnly`, and every taint with `NoExecute` or `NoSchedule`
   */
  readonly tolerations?: Toleration[];

  /**
   * Labels of the nodes that are cleaned up. `kubernetes.io/os: linux` is always one of them.
   * An error if Kubernetes takes no such labels.
   * @default - every Linux node
   */
  readonly nodeSelector?: { [key: string]: string };
}

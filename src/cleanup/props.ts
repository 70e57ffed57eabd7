import type { Toleration } from '../options/toleration';

/**
 * The options of a `NodeLocalDnsCleanup`: what it removes, and from which nodes. A wrong value is an error at synth
 * that names the prop, the value, the reason and the fix.
 */
export interface NodeLocalDnsCleanupProps {
  /**
   * Whether to put back the kubelets' configuration only, and to leave rules and interfaces. Use it while a cache still
   * serves pods that have its address as their nameserver.
   * @default false
   */
  readonly kubeletsOnly?: boolean;

  /**
   * The namespace of the DaemonSet: that of the cache. An error if Kubernetes takes no such name, or if the chart has
   * another namespace and this prop is missing.
   * @default 'kube-system'
   */
  readonly namespace?: string;

  /**
   * The image of node-cache, for removing the rules: its iptables lists every rule that a cache has set. An error if it
   * is no image reference, or has neither tag nor digest.
   * @default - `registry.k8s.io/dns/k8s-dns-node-cache:1.26.8`, with its digest
   */
  readonly image?: string;

  /**
   * The image of the other containers. It needs `sh`, `cat`, `dirname`, `ip`, `nsenter` and `sleep`. An error if it is
   * no image reference, or has neither tag nor digest.
   * @default - `busybox:1.37.0`, with its digest
   */
  readonly toolsImage?: string;

  /**
   * The registry that the default images come from, with a path if need be, such as `registry.example/mirror`. The
   * mirror must have them under their own names and with all platforms, so that their digests stay the same. An error
   * if it is not a registry.
   * @default - each image's own registry
   */
  readonly imageRegistry?: string;

  /**
   * Names of the Secrets, in the same namespace, with which the kubelet pulls the images. An error if Kubernetes takes
   * no such name.
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
   * An error if Kubernetes takes no such labels, or one of them asks for another operating system.
   * @default - every Linux node
   */
  readonly nodeSelector?: { [key: string]: string };
}

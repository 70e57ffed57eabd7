/** The images that a cluster pulls when the user names no others. */
export const DEFAULT_IMAGES = {
  nodeCache: 'registry.k8s.io/dns/k8s-dns-node-cache:1.26.8',
  /** A shell, and the programs to enter a node with. */
  tools: 'busybox:1.37.0',
  /** A shell and kubectl. */
  kubeOvn: 'kubeovn/kube-ovn:v1.15.0',
};

/**
 * Which of the cluster's DNS pods kube-proxy prefers (`spec.trafficDistribution` of a Service). If none of them is
 * there, any other answers.
 */
export enum TrafficDistribution {
  /** Those in the node's zone. Since Kubernetes 1.31; `PREFER_SAME_ZONE` is its newer name. */
  PREFER_CLOSE = 'PreferClose',
  /** Those in the node's zone. Since Kubernetes 1.34. */
  PREFER_SAME_ZONE = 'PreferSameZone',
  /** One on the node itself. Since Kubernetes 1.34. */
  PREFER_SAME_NODE = 'PreferSameNode',
}

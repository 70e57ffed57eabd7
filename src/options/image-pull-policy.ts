/** When the kubelet pulls the image. */
export enum ImagePullPolicy {
  /** The kubelet asks the registry each time a container starts. */
  ALWAYS = 'Always',
  /** The kubelet pulls the image if the node does not have it. */
  IF_NOT_PRESENT = 'IfNotPresent',
  /** The kubelet never pulls the image: the node must have it. */
  NEVER = 'Never',
}

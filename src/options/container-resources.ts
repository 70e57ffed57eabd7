/**
 * Amounts of a container's resources, as Kubernetes quantities.
 */
export interface ResourceAmounts {
  /**
   * Processor time, in cores: a string such as `'25m'` or `'0.1'`.
   * @default - none
   */
  readonly cpu?: string;

  /**
   * Memory, in bytes: a string such as `'5Mi'`.
   * @default - none
   */
  readonly memory?: string;
}

/**
 * The resources of the node-cache container.
 */
export interface ContainerResources {
  /**
   * The resources that the scheduler keeps free for the container.
   * @default - `{ cpu: '25m', memory: '5Mi' }`, or the limits where these are less
   */
  readonly requests?: ResourceAmounts;

  /**
   * The resources that the container may use at most. There is no limit by default: a cache that the kernel kills for
   * its memory loses its answers, and with `Availability.ROLLING` leaves the node without DNS until it is back
   * (kubernetes/dns#438).
   *
   * A memory limit also sets GOMEMLIMIT to 90 % of it, so that Go's collector works harder before the kernel kills. A
   * memory limit below `estimatedMemory` is a warning, on standard error and in an annotation of the DaemonSet. A
   * memory limit below 10Mi is an error.
   * @default - no limits
   */
  readonly limits?: ResourceAmounts;
}

import type { k8s } from 'cdk8s-plus-28';
import type { CacheAffinity } from '../options/cache-affinity';
import type { ContainerResources } from '../options/container-resources';
import type { ImagePullPolicy } from '../options/image-pull-policy';
import type { Toleration } from '../options/toleration';
import type { UpdateStrategy } from '../options/update-strategy';

/**
 * The options of a cache's pods: their image, rights and resources, and the nodes that they run on.
 */
export interface CachePodProps {
  /**
   * The image of node-cache, from any registry, with a tag, a digest or both. If the tag does not begin with the
   * release (`latest`, or a digest alone), set `imageVersion` too. Without it the package takes the image for 1.17.0.
   * An error if it is no image reference, has neither tag nor digest, or has the tag of a node-cache older than 1.17.0.
   * @default - `registry.k8s.io/dns/k8s-dns-node-cache:1.26.8`, with its digest
   */
  readonly image?: string;

  /**
   * The registry that the default images come from, with a path if need be, such as `registry.example/mirror`. The
   * default images are those of node-cache and of a `KubeletPatch`. The mirror must have them under their own names and
   * with all platforms, so that their digests stay the same. An error if it is not a registry.
   * @default - each image's own registry
   */
  readonly imageRegistry?: string;

  /**
   * The release of node-cache in the image, such as `'1.26.8'`, where the tag does not begin with it. The package uses
   * no flag and no plugin that this release does not have. An error if it is no version, is older than 1.17.0, or
   * contradicts the tag of a repository `k8s-dns-node-cache`.
   * @default - the release that the tag begins with; otherwise the oldest known one, 1.17.0
   */
  readonly imageVersion?: string;

  /**
   * When the kubelet pulls the image of node-cache. An error if it is no `ImagePullPolicy`.
   * @default - Kubernetes' own: `Always` for the tag `latest`, `IfNotPresent` for others and for a digest
   */
  readonly imagePullPolicy?: ImagePullPolicy;

  /**
   * Names of the Secrets, in the same namespace, with which the kubelet pulls the images. An error if Kubernetes takes
   * no such name.
   * @default - none
   */
  readonly imagePullSecrets?: string[];

  /**
   * Whether node-cache's container is privileged. `false` gives it NET_ADMIN, NET_BIND_SERVICE and NET_RAW alone. That
   * is enough unless the node enforces SELinux or cannot load kernel modules by itself. The containers that set the
   * rules are never privileged: they have NET_ADMIN and NET_RAW. That of a `KubeletPatch` always is, since it enters
   * the node. docs/security.md has the rights of every container.
   * @default true
   */
  readonly privileged?: boolean;

  /**
   * The SELinux context of node-cache's container and of the containers that set the rules. An error if a string in it
   * has a character that YAML cannot hold, or cdk8s does not write one of its fields.
   * @default - with `privileged: true` the containers that set the rules have the type `spc_t`, which SELinux does not
   * confine; otherwise the container runtime's own context
   */
  readonly seLinuxOptions?: k8s.SeLinuxOptions;

  /**
   * The security context of the pods. What a container sets itself takes precedence over it. An error if it makes the
   * containers run as another user than root, since only root may set interfaces and rules. Also an error if a string
   * in it has a character that YAML cannot hold, or cdk8s does not write one of its fields.
   * @default - none
   */
  readonly podSecurityContext?: k8s.PodSecurityContext;

  /**
   * Environment variables of node-cache's container: an object of names and values. A GOMEMLIMIT here replaces the one
   * that follows the memory limit. An error if a key is no name of a variable, if another prop sets the variable (GOGC,
   * GOMAXPROCS), or if a value is no string.
   * @default - none
   */
  readonly env?: { [name: string]: string };

  /**
   * More volumes of the pods, besides the package's own. An error if Kubernetes takes no such name, if another volume
   * of the pod has the name, or if cdk8s does not write a field of the volume.
   * @default - none
   */
  readonly extraVolumes?: k8s.Volume[];

  /**
   * Where node-cache's container has the volumes of `extraVolumes`. An error if a mount names another volume, if it has
   * no path, if another mount has the path, if node-cache writes a file there, or if cdk8s does not write a field of
   * the mount.
   * @default - none
   */
  readonly extraVolumeMounts?: k8s.VolumeMount[];

  /**
   * The resources of node-cache's container. A memory limit below `estimatedMemory` is a warning. An error if an amount
   * is no quantity, a limit is zero, memory is less than 1Mi or more than 64Gi, cpu is more than 16 cores, a request is
   * over its limit, or the memory limit is less than 10Mi.
   * @default - requests of 25m and 5Mi, no limits
   */
  readonly resources?: ContainerResources;

  /**
   * How much node-cache's heap may grow before Go collects it again, in percent of what is in use (GOGC). A higher
   * value takes more memory and saves processor time. An error if it is no whole number from 1 to 10000.
   * @default - Go's own, 100
   */
  readonly gogc?: number;

  /**
   * How many processors node-cache uses at a time (GOMAXPROCS). If there is a processor limit, set this prop for an
   * image that was made with Go before 1.25: otherwise the kernel throttles it. An error if it is no whole number from
   * 1 to 1024.
   * @default - Go's own: every processor of the node; since Go 1.25 no more than the limit allows
   */
  readonly gomaxprocs?: number;

  /**
   * The taints that the pods tolerate. An error if Kubernetes takes no such toleration.
   * @default - `CriticalAddonsOnly`, and every taint with `NoExecute` or `NoSchedule`
   */
  readonly tolerations?: Toleration[];

  /**
   * Labels of the nodes that get a cache. `kubernetes.io/os: linux` is always one of them.
   * An error if Kubernetes takes no such labels, or one of them asks for another operating system.
   * @default - every Linux node
   */
  readonly nodeSelector?: { [key: string]: string };

  /**
   * Which nodes get a cache, besides `nodeSelector`. `CacheAffinity.NO_VIRTUAL_NODES` leaves out those of Fargate and
   * virtual-kubelet, where no pod of a DaemonSet starts. An error if it is no `CacheAffinity`, or cdk8s does not write
   * one of its fields.
   * @default - none
   */
  readonly affinity?: CacheAffinity;

  /**
   * The priority class of the pods. An error if Kubernetes takes no such name.
   * @default 'system-node-critical'
   */
  readonly priorityClassName?: string;

  /**
   * How a change reaches the nodes: a few at a time, or when their pods are deleted. An error if its maximum is neither
   * a number nor a share, or with `Availability.SURGE` or `REDUNDANT`, which have an update strategy of their own.
   * @default - `UpdateStrategy.rolling()`; with `Availability.SURGE` or `REDUNDANT` a tenth of the nodes at a time, and
   * the new pod of a node serves before the old one stops
   */
  readonly updateStrategy?: UpdateStrategy;

  /**
   * More labels for the pods. An error if Kubernetes takes no such labels, or this package sets one of them, such as
   * `k8s-app`.
   * @default - none
   */
  readonly podLabels?: { [key: string]: string };

  /**
   * More annotations for the pods. An error if Kubernetes takes no such annotations, or if all annotations of a pod are
   * more than 256 KiB together.
   * @default - none
   */
  readonly podAnnotations?: { [key: string]: string };
}

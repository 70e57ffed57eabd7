import type { k8s } from 'cdk8s-plus-28';
import type { CacheAffinity } from '../options/cache-affinity';
import type { ContainerResources } from '../options/container-resources';
import type { ImagePullPolicy } from '../options/image-pull-policy';
import type { Toleration } from '../options/toleration';
import type { UpdateStrategy } from '../options/update-strategy';

/**
 * What the pods of a cache are like: their image, rights and resources, and the nodes that they run on.
 */
export interface CachePodProps {
  /**
   * The image of node-cache, from any registry, with a tag, a digest or both. An error if it is no reference, has
   * neither, or its tag says a node-cache older than 1.17.0. Where the tag does not begin with the release (`latest`, a
   * digest alone), set `imageVersion` too, or the image is taken for 1.17.0.
   * @default - `registry.k8s.io/dns/k8s-dns-node-cache:1.26.8`, with its digest
   */
  readonly image?: string;

  /**
   * The registry that the default images come from, with a path if need be, such as `registry.example/mirror`: that of
   * node-cache, and that of a `KubeletPatch`. The mirror has them under their own names and with all platforms, so that
   * their digests stay the same. An error if it is not a registry.
   * @default - each image's own registry
   */
  readonly imageRegistry?: string;

  /**
   * The release of node-cache in the image, such as `'1.26.8'`, where the tag does not begin with it. Flags and
   * plugins that it does not have are not used. An error if it is no version, older than 1.17.0, or another one than
   * the tag of a repository `k8s-dns-node-cache` begins with.
   * @default - what the tag says; the oldest known one, 1.17.0, where it says none
   */
  readonly imageVersion?: string;

  /**
   * When the kubelet pulls the image.
   * @default - Kubernetes' own: `Always` for the tag `latest`, `IfNotPresent` for others and for a digest
   */
  readonly imagePullPolicy?: ImagePullPolicy;

  /**
   * Names of the Secrets, in the same namespace, with which the image is pulled. An error if Kubernetes takes no such
   * name.
   * @default - none
   */
  readonly imagePullSecrets?: string[];

  /**
   * Whether the container is privileged. `false` gives it NET_ADMIN, NET_BIND_SERVICE and NET_RAW alone, which is
   * enough unless the node enforces SELinux or cannot load kernel modules by itself.
   * @default true
   */
  readonly privileged?: boolean;

  /**
   * The SELinux context of node-cache's container and of those that set the rules. An error if a string in it has a
   * character that YAML cannot hold, or cdk8s does not write a field of it.
   * @default - with `privileged: true` the type `spc_t` for the containers that set the rules, which SELinux does not
   * confine; otherwise the container runtime's own
   */
  readonly seLinuxOptions?: k8s.SeLinuxOptions;

  /**
   * The security context of the pods, for what no container of theirs says itself. An error if it makes the containers
   * another user than root, who alone may set interfaces and rules, or a string in it has a character that YAML cannot
   * hold, or cdk8s does not write a field of it.
   * @default - none
   */
  readonly podSecurityContext?: k8s.PodSecurityContext;

  /**
   * Environment variables of node-cache's container. GOMEMLIMIT takes the place of the one that follows the memory
   * limit. An error if a name is none of a variable, or one that another prop sets (GOGC, GOMAXPROCS), or if a value is
   * no string.
   * @default - none
   */
  readonly env?: { [name: string]: string };

  /**
   * Volumes of the pods, besides the package's own. An error if one has no name that Kubernetes takes, or the name of
   * another one, or if cdk8s does not write a field of it.
   * @default - none
   */
  readonly extraVolumes?: k8s.Volume[];

  /**
   * Where node-cache's container has the volumes. An error if a mount names a volume that is not in `extraVolumes`, or
   * has no path, or the path of another mount or of a file that node-cache writes, or if cdk8s does not write a field of it.
   * @default - none
   */
  readonly extraVolumeMounts?: k8s.VolumeMount[];

  /**
   * Resources of the container. An error if one is no quantity above zero, memory is less than 1Mi or more than 64Gi,
   * cpu is more than 16 cores, a request is over its limit, or the memory limit is less than 10Mi.
   * @default - requests of 25m and 5Mi, no limits
   */
  readonly resources?: ContainerResources;

  /**
   * How much node-cache's heap may grow before Go collects it again, in percent of what is in use (GOGC): more takes
   * memory and saves processor time. An error if it is no whole number from 1 to 10000.
   * @default - Go's own, 100
   */
  readonly gogc?: number;

  /**
   * How many processors node-cache uses at a time (GOMAXPROCS). With a processor limit, set it for an image that was
   * made with Go before 1.25, which is throttled otherwise. An error if it is no whole number from 1 to 1024.
   * @default - Go's own: every processor of the node; since Go 1.25 no more than the limit has
   */
  readonly gomaxprocs?: number;

  /**
   * The taints that the pods tolerate. An error if Kubernetes takes no such toleration.
   * @default - `CriticalAddonsOnly`, and every taint with `NoExecute` or `NoSchedule`
   */
  readonly tolerations?: Toleration[];

  /**
   * Labels of the nodes that get a cache. `kubernetes.io/os: linux` is always one of them.
   * An error if Kubernetes takes no such labels, or one asks for another operating system.
   * @default - every Linux node
   */
  readonly nodeSelector?: { [key: string]: string };

  /**
   * Which nodes get a cache, besides `nodeSelector`: `CacheAffinity.NO_VIRTUAL_NODES` leaves out those of Fargate and
   * virtual-kubelet, where no DaemonSet's pod starts. An error if it is no `CacheAffinity`, or cdk8s
   * does not write a field of it.
   * @default - none
   */
  readonly affinity?: CacheAffinity;

  /**
   * The priority class of the pods. An error if Kubernetes takes no such name.
   * @default 'system-node-critical'
   */
  readonly priorityClassName?: string;

  /**
   * How a change reaches the nodes, a few at a time or when their pods are deleted. An error if its maximum is neither
   * a number nor a share, or with `Availability.SURGE` or `REDUNDANT`, which say it themselves.
   * @default - `UpdateStrategy.rolling()`; with `Availability.SURGE` or `REDUNDANT` a tenth of the nodes at a time, whose
   * new pods serve before the old ones stop
   */
  readonly updateStrategy?: UpdateStrategy;

  /**
   * More labels for the pods. An error if Kubernetes takes no such labels, or one is `k8s-app`.
   * @default - none
   */
  readonly podLabels?: { [key: string]: string };

  /**
   * More annotations for the pods. An error if Kubernetes takes no such annotations.
   * @default - none
   */
  readonly podAnnotations?: { [key: string]: string };
}

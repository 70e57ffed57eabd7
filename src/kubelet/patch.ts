import type { Duration } from 'cdk8s';
import { KUBELET_KINDS, type KubeletKind, type KubeletValues } from './settings';

/**
 * The options of every `KubeletPatch`.
 */
export interface KubeletPatchOptions {
  /**
   * The name of the kubelet's service in systemd. An error if systemd takes no such name.
   * @default 'kubelet'
   */
  readonly service?: string;

  /**
   * The command that restarts the kubelet, for the node's `sh`. An error if it is more than one line.
   * @default - `systemctl restart` with the service
   */
  readonly restartCommand?: string;

  /**
   * The port of the kubelet's health endpoint on 127.0.0.1 (`healthzPort`): 1 to 65535. The script asks it whether the
   * kubelet is back.
   * @default 10248
   */
  readonly healthzPort?: number;

  /**
   * The nameservers that pods get, in their order, 3 at most. An error if one is no unicast IP address, one is in the
   * list twice, or the first is not the local IP.
   * @default - the local IP, then the kube-dns IP
   */
  readonly nameservers?: string[];

  /**
   * Whether pods get the kube-dns IP as their second nameserver, for the time that the cache is away. An error together
   * with `nameservers`.
   * @default true
   */
  readonly fallback?: boolean;

  /**
   * Whether the script waits until the cache on its node answers, before it changes the kubelet. In IPVS mode it never
   * waits with an availability that fails open (all but `Availability.ROLLING`): its rules send queries to kube-dns
   * until the cache answers.
   * @default true
   */
  readonly waitForCache?: boolean;

  /**
   * How long the script waits for the cache to answer, in whole seconds, from 1 second to an hour. After that it fails
   * and changes nothing.
   * @default - 5 minutes
   */
  readonly cacheTimeout?: Duration;

  /**
   * How long the kubelet may take to come back after its restart, in whole seconds, from 1 second to an hour. After
   * that the script puts its file back.
   * @default - 1 minute
   */
  readonly restartTimeout?: Duration;

  /**
   * The image of the init container, from any registry, with a tag, a digest or both. It needs `sh` and `nsenter`. An
   * error if it is no image reference, or has neither tag nor digest.
   * @default - `busybox:1.37.0`, with its digest, from the cache's `imageRegistry` if it has one
   */
  readonly image?: string;
}

/**
 * The options of `KubeletPatch.configFile()`, for a kubelet whose configuration is in a file.
 */
export interface KubeletConfigFileOptions extends KubeletPatchOptions {
  /**
   * The path of the KubeletConfiguration on the node, a file in YAML or JSON. An error if it is no absolute path.
   * @default '/var/lib/kubelet/config.yaml'
   */
  readonly path?: string;
}

/**
 * The options of `KubeletPatch.environmentFile()`, for a kubelet that has its nameservers by the flag `--cluster-dns`,
 * which its service takes from an environment file.
 */
export interface KubeletEnvironmentFileOptions extends KubeletPatchOptions {
  /**
   * The path of the environment file on the node, such as `/etc/kubernetes/kubelet` or `/etc/default/kubelet`. An error
   * if it is no absolute path.
   */
  readonly path: string;

  /**
   * The variable of the file that is the flag, such as `CLUSTER_DNS`, or that holds it among others, such as
   * `KUBELET_EXTRA_ARGS`. The kubelet's service must use this variable. An error if it is no name of a variable.
   */
  readonly variable: string;
}

/**
 * The options of `KubeletPatch.dropIn()`, for a kubelet that also reads a directory (`--config-dir`, Kubernetes 1.30 or
 * later).
 */
export interface KubeletDropInOptions extends KubeletPatchOptions {
  /**
   * The path of the directory on the node. An error if it is no absolute path. On a node whose kubelet does not read
   * this directory the script fails and changes nothing.
   * @default '/etc/kubernetes/kubelet.conf.d'
   */
  readonly directory?: string;
}

/**
 * How the kubelets come to give the cache's address to pods. An init container of the cache changes the kubelet's
 * configuration on its node, restarts the kubelet, and checks which nameservers a new pod would get. If they are wrong,
 * or the kubelet does not come back, it puts the old configuration back. Running pods keep their nameservers until they
 * are created again.
 */
export class KubeletPatch {
  /**
   * Finds out on the node where its kubelet takes the nameservers from, and changes that place: the flag
   * `--cluster-dns` in an environment file of its service, the directory of `--config-dir`, or the file of `--config`.
   * If the script cannot find the place, it changes nothing and says which `KubeletPatch` to use. docs/kubelet.md lists
   * the kubelets that it handles.
   */
  public static auto(options: KubeletPatchOptions = {}): KubeletPatch {
    return new KubeletPatch('auto', options);
  }

  /**
   * Changes `clusterDNS` in the kubelet's configuration file. kubeadm, kind and others have such a file.
   */
  public static configFile(options: KubeletConfigFileOptions = {}): KubeletPatch {
    return new KubeletPatch('configFile', options);
  }

  /**
   * Changes the flag `--cluster-dns` in an environment file, or adds it. The flag is the whole value of a variable, or
   * one flag among others. Where a kubelet has the flag, it takes precedence over the kubelet's configuration.
   */
  public static environmentFile(options: KubeletEnvironmentFileOptions): KubeletPatch {
    return new KubeletPatch('environmentFile', options);
  }

  /**
   * Writes a file of its own, `99-node-local-dns.conf`, into the directory of the kubelet's `--config-dir`. The file
   * has `clusterDNS` alone. This file takes precedence over the kubelet's configuration and over files whose names come
   * before. A revert removes it.
   */
  public static dropIn(options: KubeletDropInOptions = {}): KubeletPatch {
    return new KubeletPatch('dropIn', options);
  }

  private constructor(
    private readonly kind: KubeletKind,
    private readonly options: KubeletPatchOptions,
  ) {}

  /** @internal */
  public _resolve(): KubeletValues {
    return KUBELET_KINDS[this.kind](this.options);
  }
}

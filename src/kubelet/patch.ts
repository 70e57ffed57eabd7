import type { Duration } from 'cdk8s';
import { KUBELET_KINDS, type KubeletKind, type KubeletValues } from './settings';

/**
 * What every `KubeletPatch` takes.
 */
export interface KubeletPatchOptions {
  /**
   * The kubelet's service of systemd. An error if systemd takes no such name.
   * @default 'kubelet'
   */
  readonly service?: string;

  /**
   * What restarts the kubelet, for the node's `sh`. An error if it has more than a line.
   * @default - `systemctl restart` with the service
   */
  readonly restartCommand?: string;

  /**
   * The port of the kubelet's health endpoint on 127.0.0.1 (`healthzPort`), which tells that it is back.
   * @default 10248
   */
  readonly healthzPort?: number;

  /**
   * The nameservers that pods get, in their order, 3 at most. An error if one is no unicast IP address, or the first is not
   * the local IP.
   * @default - the local IP, then the kube-dns IP
   */
  readonly nameservers?: string[];

  /**
   * Whether the kube-dns IP is the second nameserver, which pods ask while the cache is away. An error together with
   * `nameservers`.
   * @default true
   */
  readonly fallback?: boolean;

  /**
   * Whether a kubelet is left alone until the cache on its node answers. It does not have to wait, and does not, in IPVS
   * mode with `Availability.FAIL_OPEN`, whose rules answer before the cache does.
   * @default true
   */
  readonly waitForCache?: boolean;

  /**
   * How long the cache may take to answer, in whole seconds, an hour at most. After that nothing is changed.
   * @default - 5 minutes
   */
  readonly cacheTimeout?: Duration;

  /**
   * How long the kubelet may take to come back, in whole seconds, an hour at most. After that its file is put back.
   * @default - 1 minute
   */
  readonly restartTimeout?: Duration;

  /**
   * The image of the init container, from any registry, with a tag, a digest or both. It needs `sh` and `nsenter`.
   * @default - `busybox:1.37.0`, with its digest, from the cache's `imageRegistry` if it has one
   */
  readonly image?: string;
}

/**
 * A kubelet whose configuration is in a file.
 */
export interface KubeletConfigFileOptions extends KubeletPatchOptions {
  /**
   * The file with the KubeletConfiguration, YAML or JSON, on the node. An error if it is no absolute path.
   * @default '/var/lib/kubelet/config.yaml'
   */
  readonly path?: string;
}

/**
 * A kubelet that is told by the flag `--cluster-dns`, which its service takes from an environment file.
 */
export interface KubeletEnvironmentFileOptions extends KubeletPatchOptions {
  /**
   * The file on the node, such as `/etc/kubernetes/kubelet` or `/etc/default/kubelet`. An error if it is no absolute path.
   */
  readonly path: string;

  /**
   * The variable in it that has the flag, such as `CLUSTER_DNS`, or that takes it, such as `KUBELET_EXTRA_ARGS`. The
   * kubelet's service must use it. An error if it is no name of a variable.
   */
  readonly variable: string;
}

/**
 * A kubelet that reads a directory besides its configuration (`--config-dir`, Kubernetes 1.30 or later).
 */
export interface KubeletDropInOptions extends KubeletPatchOptions {
  /**
   * The directory on the node. An error if it is no absolute path; on a node whose kubelet does not run with
   * it, an error there.
   * @default '/etc/kubernetes/kubelet.conf.d'
   */
  readonly directory?: string;
}

/**
 * How the kubelets come to give the cache's address to pods. An init container of the cache changes the kubelet's
 * configuration on its node and restarts it. Pods that run already keep their nameservers until they are created again.
 */
export class KubeletPatch {
  /**
   * Wherever the kubelet of a node takes its nameservers from, which the script finds out on the node: the flag
   * `--cluster-dns` in an environment file of its service, the directory of `--config-dir`, or the file of `--config`.
   * Where it cannot tell, it changes nothing and says what to write. docs/kubelet.md lists what it handles.
   */
  public static auto(options: KubeletPatchOptions = {}): KubeletPatch {
    return new KubeletPatch('auto', options);
  }

  /**
   * `clusterDNS` in the kubelet's configuration file, which kubeadm, kind and others have.
   */
  public static configFile(options: KubeletConfigFileOptions = {}): KubeletPatch {
    return new KubeletPatch('configFile', options);
  }

  /**
   * The flag `--cluster-dns` in an environment file: the whole value of a variable, or one flag among others. It is added
   * where there is none. On nodes whose kubelets have the flag, it wins over their configuration.
   */
  public static environmentFile(options: KubeletEnvironmentFileOptions): KubeletPatch {
    return new KubeletPatch('environmentFile', options);
  }

  /**
   * A file of its own, `99-node-local-dns.conf`, in the directory of the kubelet's `--config-dir`. It has `clusterDNS`
   * alone, wins over the kubelet's configuration and over files whose names come before, and is removed by a revert.
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

import { IPTABLES } from './iptables';
import { IPVS } from './ipvs';
import type { Mode } from './mode';
import { NFTABLES } from './nftables';

/**
 * The mode that kube-proxy runs in. The mode decides which addresses the cache serves and whether kubelets must change.
 *
 * `kubectl -n kube-system get configmap kube-proxy -o yaml | grep mode:` shows it; an empty mode is iptables.
 */
export class ProxyMode {
  /**
   * The cache serves the local IP and the kube-dns IP, so pods and kubelets stay as they are.
   */
  public static readonly IPTABLES = new ProxyMode(IPTABLES);

  /**
   * The cache serves the local IP alone, since IPVS holds the kube-dns IP on an interface of its own
   * (`kube-ipvs0`). Pods use the cache only if their kubelet (`clusterDNS`) or their dnsConfig names the local IP.
   *
   * Kubernetes deprecates kube-proxy's IPVS mode since 1.35. Kubernetes 1.37 warns of it. From about 1.40 on it is off
   * by default, and by 1.43 it is gone. For a new cluster choose nftables.
   */
  public static readonly IPVS = new ProxyMode(IPVS);

  /**
   * The cache serves the local IP and the kube-dns IP, as with iptables: NOTRACK comes before kube-proxy's nat chains.
   * The nodes' kernels need `nft_compat` and `xt_CT`.
   */
  public static readonly NFTABLES = new ProxyMode(NFTABLES);

  private constructor(private readonly mode: Mode) {}

  /** The name of the mode in kube-proxy's configuration. */
  public get name(): string {
    return this.mode.name;
  }

  /** Whether pods use the cache only when their kubelet or their dnsConfig names the local IP. */
  public get podsMustBeTold(): boolean {
    return this.mode.podsMustBeTold;
  }

  /** @internal */
  public _resolve(): Mode {
    return this.mode;
  }
}

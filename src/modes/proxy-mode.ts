/**
 * The mode that kube-proxy runs in. It decides which addresses the cache serves and whether kubelets must change.
 *
 * `kubectl -n kube-system get configmap kube-proxy -o yaml | grep mode:` tells it; an empty mode is iptables.
 */
export class ProxyMode {
  /**
   * The cache serves the local IP and the kube-dns IP, so pods and kubelets stay as they are.
   */
  public static readonly IPTABLES = new ProxyMode('iptables', true);

  /**
   * The cache serves the local IP alone, since IPVS holds the kube-dns IP on an interface of its own
   * (`kube-ipvs0`). Pods use the cache only if their kubelet (`clusterDNS`) or their dnsConfig names the local IP.
   */
  public static readonly IPVS = new ProxyMode('ipvs', false);

  /**
   * As iptables: NOTRACK comes before kube-proxy's nat chains. The nodes' kernels need `nft_compat` and `xt_CT`.
   */
  public static readonly NFTABLES = new ProxyMode('nftables', true);

  /**
   * @param name kube-proxy's own name of the mode
   * @param servesClusterDnsIp whether the cache answers on the kube-dns IP too: otherwise kubelets or pods must be
   * told the local IP
   */
  private constructor(
    public readonly name: string,
    public readonly servesClusterDnsIp: boolean,
  ) {}

  /** The addresses that node-cache binds, for `-localip` and `bind`. @internal */
  public _boundAddresses<T>(localIp: T, clusterDnsIp: T): T[] {
    return this.servesClusterDnsIp ? [localIp, clusterDnsIp] : [localIp];
  }

  /**
   * Where the cluster's zones are forwarded to. Where the kube-dns IP is bound here, it would be a loop, so node-cache
   * fills in the cluster IP of the upstream Service. @internal
   */
  public _clusterUpstream(clusterDnsIp: string): string {
    return this.servesClusterDnsIp ? '__PILLAR__CLUSTER__DNS__' : clusterDnsIp;
  }
}

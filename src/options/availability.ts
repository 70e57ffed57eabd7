/**
 * What a node's DNS does while its cache is away: killed, updated, removed, or not started yet.
 */
export class Availability {
  /**
   * The way of the official manifest. It needs nothing more of the nodes' kernels. node-cache sets the rules that bring
   * queries to it, and removes them when it ends. After a SIGKILL or an OOM kill the rules stay, and the node's pods
   * have no DNS until the kubelet has started node-cache again. In IPVS mode they have none during an update either,
   * unless they have a second nameserver.
   */
  public static readonly ROLLING = new Availability('rolling', false, false, false);

  /**
   * Queries go to the cache while it listens, and to kube-dns while it does not. No lookup fails when the cache is
   * killed, updated or removed. An init container sets the rules, and a small second container keeps them. Both have
   * the image of node-cache. The nodes' kernels need `xt_socket`; without it the cache does not start, and the node's
   * DNS works as before. Lookups of the nodes' own processes go to kube-dns.
   */
  public static readonly FAIL_OPEN = new Availability('fail-open', true, false, false);

  /**
   * As FAIL_OPEN, and a node's new cache serves before the old one stops, so that an update sends no query to kube-dns.
   * An update changes a tenth of the nodes at a time. Each of them has two caches for some seconds. After a removal the
   * cache's interface stays, and does no harm.
   */
  public static readonly SURGE = new Availability('surge', true, true, false);

  /**
   * As SURGE, with two caches on each node that share its queries. If one cache is killed, the other one answers all
   * queries, also those of pods that may not reach kube-dns. The two caches need twice the memory. The second one has a
   * DaemonSet, a ConfigMap and a metrics Service of its own, whose names end in `-b`, and the next ports.
   */
  public static readonly REDUNDANT = new Availability('redundant', true, true, true);

  /**
   * @param name the name in lower case
   * @param failsOpen whether queries go to kube-dns while no cache listens
   * @param surges whether a node's new cache serves before the old one stops
   * @param redundant whether each node has two caches
   */
  private constructor(
    public readonly name: string,
    public readonly failsOpen: boolean,
    public readonly surges: boolean,
    public readonly redundant: boolean,
  ) {}
}

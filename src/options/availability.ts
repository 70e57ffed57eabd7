/**
 * What a node's DNS does while its cache is away: killed, updated, removed, or not started yet.
 */
export class Availability {
  /**
   * The official way, which needs nothing of the nodes' kernels that the official manifest does not: node-cache sets the rules that bring queries to it, and removes them when it ends. After a SIGKILL
   * or an OOM kill they stay, and the node's pods have no DNS until the kubelet has started it again; in IPVS mode also
   * while it is updated, unless they have a second nameserver.
   */
  public static readonly ROLLING = new Availability('rolling', false, false, false);

  /**
   * Queries go to the cache while it listens, and to kube-dns while it does not: no lookup fails when the cache is
   * killed, updated or removed. An init container sets the rules and a small second container keeps them, both of the
   * same image. Needs `xt_socket` in the nodes' kernels; without it the cache does not start, and the node's DNS works
   * as before. Lookups of the nodes' own processes go to kube-dns.
   */
  public static readonly FAIL_OPEN = new Availability('fail-open', true, false, false);

  /**
   * As FAIL_OPEN, and the new cache of a node serves before the old one stops, so that an update sends no query to
   * kube-dns. A tenth of the nodes at a time, each of which has two caches for some seconds. After a removal the cache's
   * interface stays, and does no harm.
   */
  public static readonly SURGE = new Availability('surge', true, true, false);

  /**
   * As SURGE, with two caches on each node that share its queries: one that is killed is not noticed, not even by who
   * cannot go to kube-dns. Needs twice the memory. The second one has a DaemonSet, a ConfigMap and a metrics Service of
   * its own, whose name ends in `-b` and whose ports are the next ones.
   */
  public static readonly REDUNDANT = new Availability('redundant', true, true, true);

  /**
   * @param name the name in lower case
   * @param failsOpen whether queries go to kube-dns by themselves while no cache listens
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

/**
 * What a node's DNS does while its cache is away: killed, updated, removed, or not started yet.
 */
export class Availability {
  /**
   * The official way, which needs nothing of the nodes' kernels that the official manifest does not: node-cache sets the rules that bring queries to it, and removes them when it ends. After a SIGKILL
   * or an OOM kill they stay, and the node's pods have no DNS until the kubelet has started it again; in IPVS mode also
   * while it is updated, unless they have a second nameserver.
   */
  public static readonly ROLLING = new Availability('rolling', false);

  /**
   * Queries go to the cache while it listens, and to kube-dns while it does not: no lookup fails when the cache is
   * killed, updated or removed. An init container sets the rules and a small second container keeps them, both of the
   * same image. Needs `xt_socket` in the nodes' kernels; without it the cache does not start, and the node's DNS works
   * as before. Lookups of the nodes' own processes go to kube-dns.
   */
  public static readonly FAIL_OPEN = new Availability('fail-open', true);

  /**
   * @param name the name in lower case
   * @param failsOpen whether queries go to kube-dns by themselves while no cache listens
   */
  private constructor(
    public readonly name: string,
    public readonly failsOpen: boolean,
  ) {}
}

import type { CacheProfile } from '../corefile/cache-profile';
import type { KubeletPatch } from '../kubelet/patch';
import type { ProxyMode } from '../modes/proxy-mode';
import type { Availability } from '../options/availability';
import type { Metrics } from '../options/metrics';
import type { QueryLog } from '../options/query-log';
import type { CachePodProps } from './pod-props';

/**
 * What a cluster's NodeLocal DNSCache is like. The defaults are right for a kubeadm cluster.
 *
 * A wrong value is an error at synth that names the prop, the value, the reason and the fix, and nothing is emitted. One
 * error reports all wrong values that do not depend on another wrong one.
 */
export interface NodeLocalDnsCacheProps extends CachePodProps {
  /**
   * The mode that kube-proxy runs in. Wrong, no pod uses the cache, or the nodes lose their DNS.
   * An error if it is no `ProxyMode`.
   * @default ProxyMode.IPTABLES
   */
  readonly proxyMode?: ProxyMode;

  /**
   * What a node's DNS does while its cache is away. `Availability.FAIL_OPEN` sends queries to kube-dns meanwhile, so
   * that no lookup fails; `SURGE` and `REDUNDANT` add a second cache to it. docs/availability.md has the figures, and
   * what each needs of the nodes. An error if it is no `Availability`.
   * @default Availability.FAIL_OPEN
   */
  readonly availability?: Availability;

  /**
   * How the kubelets come to give the local IP to pods, as IPVS mode needs it: `KubeletPatch.configFile()` and others change
   * their configuration and restart them, a few nodes at a time, and put back what does not work. docs/kubelet.md tells how,
   * and how to undo it. An error if one of its options is wrong, or another cache of the app has it for the same nodes.
   * @default - kubelets stay as they are; in IPVS mode an annotation of the DaemonSet warns that no pod uses the cache
   */
  readonly kubelet?: KubeletPatch;

  /**
   * The IP address that the cache has on every node, IPv4 or IPv6. It must be one that nothing else in the cluster or
   * around it has. An error if it is no unicast address, is a cloud provider's, is the kube-dns IP, or is of another
   * family than that.
   * @default '169.254.20.10'
   */
  readonly localIp?: string;

  /**
   * The cluster IP of the Service `kube-dns`:
   * `kubectl -n kube-system get service kube-dns -o jsonpath='{.spec.clusterIP}'`.
   * An error if it is no unicast address, or is link-local.
   * @default '10.96.0.10'
   */
  readonly clusterDnsIp?: string;

  /**
   * The cluster's DNS domain (the kubelets' `clusterDomain`). An error if it is no domain.
   * @default 'cluster.local'
   */
  readonly clusterDomain?: string;

  /**
   * Other domains that the cluster's DNS serves. An error if one is no domain, or is served already.
   * @default - none
   */
  readonly additionalClusterDomains?: string[];

  /**
   * The namespace of all objects: the one in which the cluster's DNS pods run, since the upstream Service selects
   * them. An error if Kubernetes takes no such name.
   * @default 'kube-system'
   */
  readonly namespace?: string;

  /**
   * The name of the DaemonSet, ConfigMap, ServiceAccount and metrics Service, and the value of their label `k8s-app`.
   * A cache with another name or namespace than the default also has another interface on the nodes.
   * An error if a Service cannot have it, the cluster's own objects do, or another cache in the chart does.
   * @default 'node-local-dns'
   */
  readonly name?: string;

  /**
   * The name of the Service through which the cache asks the cluster's DNS pods. An error if a Service cannot have it,
   * or it is that of one of the cluster's own objects or of the cache.
   * @default 'kube-dns-upstream'
   */
  readonly upstreamServiceName?: string;

  /**
   * The labels of the cluster's DNS pods. An error if Kubernetes takes no such labels, there are
   * none, or the cache's own pods have them.
   * @default - `{ 'k8s-app': 'kube-dns' }`
   */
  readonly upstreamSelector?: { [key: string]: string };

  /**
   * The TCP port of the health endpoint, on the local IP of every node: 1 to 65535, no other port of the
   * cache and none that nodes have in use, such as 10250. The Corefile, node-cache's flag and the probes all follow it. With `Availability.REDUNDANT` the second cache
   * takes the next one.
   * @default 8080
   */
  readonly healthPort?: number;

  /**
   * Which figures there are for Prometheus. An error if it is no `Metrics`.
   * @default Metrics.FULL
   */
  readonly metrics?: Metrics;

  /**
   * The TCP port of the metrics, on all addresses of every node or on `metricsIp`: 1 to 65535, no other port of the cache and none
   * that nodes have in use. An error with `Metrics.NONE`. With `Availability.REDUNDANT` the second cache takes the next one.
   * @default 9253
   */
  readonly metricsPort?: number;

  /**
   * The one address of each node that all metrics are on, IPv4 or IPv6, such as 127.0.0.1 behind a proxy that
   * authenticates. An error if it is no IP address or none that every node can
   * have, or with `Metrics.NONE` and `Availability.SURGE` or `REDUNDANT`.
   * @default - all addresses of every node
   */
  readonly metricsIp?: string;

  /**
   * The TCP port of the metrics about the set-up of interface and rules, on all addresses or on `metricsIp`: 1 to 65535,
   * no other port of the cache and none that nodes have in use. Since node-cache 1.22.28 it shows what `metricsPort` shows. An error with
   * `Availability.SURGE` or `REDUNDANT`, where the old and the new cache of an update cannot both have it.
   * @default - 9353; with `Availability.SURGE` or `REDUNDANT` a free port of 127.0.0.1
   */
  readonly setupMetricsPort?: number;

  /**
   * The DNS servers for names outside the cluster: `IP`, `IP:port`, `[IPv6]:port` or `tls://IP`, 15 at most. With
   * them, `upstreamNameservers` of the ConfigMap `kube-dns` has no effect. An error if one is a name, a loopback
   * address, or an address of the cache itself.
   * @default - those of the node's /etc/resolv.conf
   */
  readonly upstreamServers?: string[];

  /**
   * Whether the cluster's DNS is asked by TCP, whose conntrack entries end with the connection.
   * @default - true; false with a cache profile that fails fast
   */
  readonly forceTcpToClusterDns?: boolean;

  /**
   * Whether the DNS servers outside the cluster are asked by TCP. An error with a `tls://` server.
   * @default false
   */
  readonly forceTcpToUpstream?: boolean;

  /**
   * Domains with DNS servers of their own, each in the form of `upstreamServers`. An error if a domain is none, is
   * served already, or has no server.
   * @default - none
   */
  readonly stubDomains?: { [domain: string]: string[] };

  /**
   * Records that the cache answers by itself, PTR included, as lines of /etc/hosts do: IP to hostnames. They go before
   * the servers of every zone, but for an extra server block with a `hosts` of its own. A change reaches the nodes without
   * a restart, as soon as the kubelet has brought the ConfigMap, and pods within 30 seconds more, the records' TTL. More
   * than about 200 kB of them need `kubectl apply --server-side`, since an annotation of `kubectl apply` holds 256 KiB. An
   * error if an IP or a name is none, or they are more than a ConfigMap holds.
   * @default - none
   */
  readonly hostRecords?: { [ip: string]: string[] };

  /**
   * What is kept, how much and how long. `CacheProfile.RESILIENT` still answers names that were asked before while
   * their servers are away, and `CacheProfile.FAIL_FAST` within 2 seconds where they are silent. An error if a figure is out of CoreDNS's range, or the image is too old.
   * @default CacheProfile.OFFICIAL
   */
  readonly cache?: CacheProfile;

  /**
   * Which queries are logged. An error if it is no `QueryLog`.
   * @default QueryLog.OFF
   */
  readonly queryLog?: QueryLog;

  /**
   * Whether `stubDomains` and `upstreamNameservers` of the ConfigMap `kube-dns`, if the cluster has one, are honoured.
   * A stub domain both there and here keeps the cache from starting.
   * @default true
   */
  readonly useKubeDnsConfigMap?: boolean;

  /**
   * Server blocks in the Corefile's own language, each with its zones, port 53 or none. They get `errors`, `loop`,
   * `bind` and, with `Metrics.FULL`, `prometheus` as the others do. An error if one does not parse, has a plugin, an
   * option or arguments that the image's CoreDNS does not take, serves a zone that is served already, or sets what this
   * package sets.
   * @default - none
   */
  readonly extraServerBlocks?: string;

  /**
   * Directives in the Corefile's own language for every server block but those of `extraServerBlocks`, each on a line of
   * its own, such as `bufsize 1232`. An error as for `extraServerBlocks`.
   * @default - none
   */
  readonly extraPlugins?: string;

  /**
   * More labels for every object. An error if Kubernetes takes no such labels, or one is `k8s-app`.
   * @default - none
   */
  readonly labels?: { [key: string]: string };

  /**
   * Whether pods and metrics Service carry `prometheus.io/scrape` and `prometheus.io/port`. `true` is an error with
   * `Metrics.NONE`.
   * @default - true; false with `Metrics.NONE` or `metricsIp`, since they lead Prometheus to the node's own address
   */
  readonly prometheusAnnotations?: boolean;
}

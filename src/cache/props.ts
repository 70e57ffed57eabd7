import type { CacheProfile } from '../corefile/cache-profile';
import type { QueryLog } from '../corefile/query-log';
import type { KubeletPatch } from '../kubelet/patch';
import type { ProxyMode } from '../modes/proxy-mode';
import type { Availability } from '../options/availability';
import type { ErrorLog } from '../options/error-log';
import type { Metrics } from '../options/metrics';
import type { TrafficDistribution } from '../options/traffic-distribution';
import type { Zone } from '../zones/zone';
import type { CachePodProps } from './pod-props';

/**
 * The options of a `NodeLocalDnsCache`. The defaults are right for a kubeadm cluster.
 *
 * A wrong value is an error at synth, and nothing is emitted. The error names the prop, the value, the reason and the
 * fix. One error reports all wrong values that do not depend on another wrong one.
 */
export interface NodeLocalDnsCacheProps extends CachePodProps {
  /**
   * The mode that kube-proxy runs in. With a wrong mode no pod uses the cache, or the nodes lose their DNS.
   * An error if it is no `ProxyMode`.
   * @default ProxyMode.IPTABLES
   */
  readonly proxyMode?: ProxyMode;

  /**
   * What a node's DNS does while its cache is away. `Availability.FAIL_OPEN` sends queries to kube-dns meanwhile, so
   * that no lookup fails. `SURGE` and `REDUNDANT` also run a second cache on the node: `SURGE` during an update,
   * `REDUNDANT` always. docs/availability.md has the figures, and what each of them needs of the nodes. An error if it
   * is no `Availability`.
   * @default Availability.FAIL_OPEN
   */
  readonly availability?: Availability;

  /**
   * How the kubelets come to give the local IP to pods. IPVS mode needs that. `KubeletPatch.configFile()` and the
   * others change the kubelets' configuration and restart the kubelets, a few nodes at a time. A change is put back if
   * the kubelet does not come back, or if a new pod would not get the nameservers. docs/kubelet.md explains how it
   * works, and how to undo it. An error if one of its options is wrong, or another cache of the app has it for the same
   * nodes.
   * @default - kubelets stay as they are; in IPVS mode an annotation of the DaemonSet warns that no pod uses the cache
   */
  readonly kubelet?: KubeletPatch;

  /**
   * The IP address that the cache has on every node, IPv4 or IPv6. Nothing else in the cluster or around it may have
   * this address. An error if it is no unicast address, belongs to a cloud provider, is the kube-dns IP, or is not
   * of the family of the kube-dns IP.
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
   * Other domains that the cluster's DNS serves. An error if one of them is no domain, or is served already.
   * @default - none
   */
  readonly additionalClusterDomains?: string[];

  /**
   * The namespace of all objects. The cluster's DNS pods must run in it, since the upstream Service selects them.
   * Another namespace without `upstreamSelector` is a warning, on standard error and in an annotation of the DaemonSet.
   * An error if Kubernetes takes no such name, or if the chart has another namespace and this prop is missing.
   * @default 'kube-system'
   */
  readonly namespace?: string;

  /**
   * The name of the DaemonSet, ConfigMap, ServiceAccount and metrics Service, and the value of their label `k8s-app`.
   * A cache with another name or namespace than the default also has another interface on the nodes.
   * An error if no Service can have this name, or if one of the cluster's own objects or another cache in the chart
   * has it. With `Availability.REDUNDANT` also an error if it is longer than 61 characters.
   * @default 'node-local-dns'
   */
  readonly name?: string;

  /**
   * The name of the Service through which the cache asks the cluster's DNS pods. An error if no Service can have this
   * name, or if one of the cluster's own objects or the cache has it.
   * @default 'kube-dns-upstream'
   */
  readonly upstreamServiceName?: string;

  /**
   * The labels of the cluster's DNS pods. An error if Kubernetes takes no such labels, the object is empty, or the
   * cache's own pods have these labels.
   * @default - `{ 'k8s-app': 'kube-dns' }`
   */
  readonly upstreamSelector?: { [key: string]: string };

  /**
   * The TCP port of the health endpoint, on the local IP of every node: 1 to 65535. The Corefile, node-cache's flag and
   * the probes follow this prop. With `Availability.REDUNDANT` the second cache takes the next port. An error if the
   * cache has the port already, or nodes have it in use, such as 10250.
   * @default 8080
   */
  readonly healthPort?: number;

  /**
   * Which metrics the cache has for Prometheus. An error if it is no `Metrics`.
   * @default Metrics.FULL
   */
  readonly metrics?: Metrics;

  /**
   * The TCP port of the metrics, on all addresses of every node or on `metricsIp`: 1 to 65535. With
   * `Availability.REDUNDANT` the second cache takes the next port. An error if the cache has the port already, nodes
   * have it in use, or `metrics` is `Metrics.NONE`.
   * @default 9253
   */
  readonly metricsPort?: number;

  /**
   * The only address of each node that has the metrics, IPv4 or IPv6, such as 127.0.0.1 behind a proxy that
   * authenticates. An error if it is no IP address, if not every node can have it, or with `Metrics.NONE` together with
   * `Availability.SURGE` or `REDUNDANT`.
   * @default - all addresses of every node
   */
  readonly metricsIp?: string;

  /**
   * The TCP port of the metrics about the set-up of interface and rules, on all addresses or on `metricsIp`: 1 to
   * 65535. Since node-cache 1.22.28 it shows the same metrics as `metricsPort`. An error if the cache has the port
   * already, or nodes have it in use; also with `Availability.SURGE` or `REDUNDANT`, where the old and the new cache of
   * an update cannot both have it.
   * @default - 9353; with `Availability.SURGE` or `REDUNDANT` a free port of 127.0.0.1
   */
  readonly setupMetricsPort?: number;

  /**
   * The port on which the cluster's DNS pods answer, by UDP and TCP: 1 to 65535. The upstream Service and the
   * NetworkPolicies of a `NodeLocalDnsEgress` lead there.
   * @default 53
   */
  readonly clusterDnsPort?: number;

  /**
   * Which of the cluster's DNS pods a cache prefers, as `spec.trafficDistribution` of the upstream Service. Kubernetes
   * before 1.31 ignores it. An error in IPVS mode, where the cache asks the Service `kube-dns`: set it there.
   * @default - all pods alike
   */
  readonly upstreamTrafficDistribution?: TrafficDistribution;

  /**
   * The DNS servers for names outside the cluster: `IP`, `IP:port`, `[IPv6]:port` or, with TLS, `tls://IP%NAME`, where
   * NAME is in the server's certificate; 15 at most. Any of them is asked first, so all must know the same names. If
   * this prop is set, `upstreamNameservers` of the ConfigMap `kube-dns` has no effect. An error if a server is a name,
   * a loopback address, or an address of the cache itself, or if `zones['.']` has a `forward`.
   *
   * It is short for `zones: { '.': Zone.of({ forward: Forward.to([...]) }) }`, where more can be said of them.
   * @default - those of the node's /etc/resolv.conf
   */
  readonly upstreamServers?: string[];

  /**
   * Domains that have DNS servers of their own: an object of domains, each with a list of servers in the form of
   * `upstreamServers`. An error if a key is no domain, is served already, or has no server.
   *
   * Each is short for a `Zone.of({ forward: Forward.to([...]) })` in `zones`, where more can be said of it.
   * @default - none
   */
  readonly stubDomains?: { [domain: string]: string[] };

  /**
   * What the cache does with the queries of zones: an object of domains, networks such as `10.0.0.0/8` for their
   * reverse zones, or `.` for all other names. The smallest zone around a name counts. docs/zones.md shows what to
   * write for what. An error if a key is none of these, a zone is served already, or the cluster's names would go
   * elsewhere than to its DNS.
   *
   * The `forward` of `clusterDomain` also holds for the other domains and the reverse zones of the cluster.
   * @default - the cluster's domains and all reverse zones go to its DNS, all other names to `upstreamServers`
   */
  readonly zones?: { [zone: string]: Zone };

  /**
   * The networks whose reverse zones the cluster's DNS answers, such as those of pods and Services. Other reverse
   * lookups go the way of the root. A network whose prefix ends within a label becomes several zones, 16 for
   * `172.16.0.0/12`, each with a cache of its own. An error if one is no network, or part of another one.
   * @default - all networks
   */
  readonly reverseZones?: string[];

  /**
   * Records that the cache answers by itself, PTR included: an object of IP addresses, each with a list of hostnames.
   * These records take precedence over the servers of every zone, but not over its `withoutTypes`. An extra server block
   * with a `hosts` of its own does not have them.
   *
   * The records are in the cache's ConfigMap. A change reaches the nodes without a restart, as soon as the kubelet has
   * brought the ConfigMap. Pods see it up to 30 seconds later, the records' TTL. More than about 200 kB of records need
   * `kubectl apply --server-side`, since an annotation of `kubectl apply` holds 256 KiB. An error if a key is no IP
   * address, a name is no hostname, or the records are more than a ConfigMap holds.
   * @default - none
   */
  readonly hostRecords?: { [ip: string]: string[] };

  /**
   * Which answers the cache keeps, how many and how long. While the servers of a name are away,
   * `CacheProfile.RESILIENT` still answers it, if it was asked before. `CacheProfile.FAIL_FAST` does so within 2
   * seconds where the servers are silent. A zone of `zones` may have another one. An error if a figure is out of
   * CoreDNS's range, or the image is too old.
   * @default CacheProfile.OFFICIAL
   */
  readonly cache?: CacheProfile;

  /**
   * Which queries node-cache logs, and how. An error if it is no `QueryLog`.
   * @default QueryLog.OFF
   */
  readonly queryLog?: QueryLog;

  /**
   * Which errors node-cache logs. An error if it is no `ErrorLog`.
   * @default ErrorLog.CONSOLIDATED
   */
  readonly errorLog?: ErrorLog;

  /**
   * Whether the cache follows `stubDomains` and `upstreamNameservers` of the ConfigMap `kube-dns`, if the cluster has
   * one. The cache does not start if a stub domain there is a zone of the cache too: in `stubDomains`, `zones` or
   * `extraServerBlocks`.
   * @default true
   */
  readonly useKubeDnsConfigMap?: boolean;

  /**
   * Server blocks in the Corefile's own language, each with its zones, with port 53 or without a port. As all other
   * blocks, they get `errors`, `bind`, `loop` where they forward and, with `Metrics.FULL`, `prometheus`. An error if a
   * block does not parse, serves a zone that is served already, sets what this package sets, or has a plugin, an option
   * or arguments that the image's CoreDNS does not take.
   * @default - none
   */
  readonly extraServerBlocks?: string;

  /**
   * Directives in the Corefile's own language, each on a line of its own, such as `bufsize 1232`. Every server block
   * gets them but those of `extraServerBlocks`. An error in the same cases as for `extraServerBlocks`.
   * @default - none
   */
  readonly extraPlugins?: string;

  /**
   * More labels for every object. An error if Kubernetes takes no such labels, or this package sets one of them, such
   * as `k8s-app`.
   * @default - none
   */
  readonly labels?: { [key: string]: string };

  /**
   * Whether the pods have the annotations `prometheus.io/scrape` and `prometheus.io/port`. `true` is an error with
   * `Metrics.NONE`, and beside a `NodeLocalDnsMonitoring`, which scrapes by itself.
   * @default - true; false with `Metrics.NONE`; false with `metricsIp`, since the annotations lead Prometheus to the
   * node's own address
   */
  readonly prometheusAnnotations?: boolean;
}

import { ApiObject, type Size } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import { warn, warnOnce } from '../input/warn';
import { kubeletScript } from '../kubelet/part';
import { chartNamespaceRule } from '../kubernetes/chart-namespace';
import { checkDistinctObjects } from '../kubernetes/distinct-objects';
import { ProxyMode } from '../modes/proxy-mode';
import type { PodDns, PodDnsConfigOptions } from '../pods/pod-dns';
import { podDnsConfig } from '../pods/pod-dns-config';
import { NodeLocalDnsUse, type UseInOptions } from '../pods/use-in';
import { type Built, build, checkBuilt } from './build';
import { DEFAULT_NAMESPACE } from './defaults';
import { instancesOf } from './instances';
import { serviceAccount } from './manifests/service-account';
import { upstreamService } from './manifests/upstream-service';
import { checkNeighbours } from './neighbours';
import { patchContainer } from './patch-container';
import type { NodeLocalDnsCacheProps } from './props';
import { readSettings, type Settings } from './settings';
import { CLUSTER_DNS_IP_NOT_GIVEN, WARNING, warningsOf, whereDnsPodsAre, whoAsks } from './warnings';

/**
 * The objects that each of a node's caches has for itself.
 */
export interface CacheObjects {
  /** The ConfigMap with the Corefile, and the host records if there are any. */
  readonly configMap: ApiObject;

  /** The DaemonSet that runs node-cache. */
  readonly daemonSet: ApiObject;

  /** The headless Service for Prometheus. Undefined with `Metrics.NONE`. */
  readonly metricsService?: ApiObject;
}

/**
 * NodeLocal DNSCache: a DNS cache on every Linux node of a cluster. The program is Kubernetes' own, node-cache.
 *
 * @example
 * import { App, Chart } from 'cdk8s';
 * import { NodeLocalDnsCache, ProxyMode } from 'cdk8s-node-local-dns';
 *
 * const app = new App();
 * const chart = new Chart(app, 'node-local-dns');
 * new NodeLocalDnsCache(chart, 'nld', { proxyMode: ProxyMode.IPVS, localIp: '169.254.20.10' });
 * app.synth();
 */
export class NodeLocalDnsCache extends Construct {
  /** The IP address that the cache has on every node. */
  public readonly localIp: string;

  /** The cluster IP of the Service `kube-dns`. */
  public readonly clusterDnsIp: string;

  /** The cluster's DNS domain. */
  public readonly clusterDomain: string;

  /** The mode of kube-proxy that the cache is for. */
  public readonly proxyMode: ProxyMode;

  /** The Corefile, with the tokens that node-cache fills in on the node. */
  public readonly corefile: string;

  /**
   * An estimate of the memory that node-cache takes when it is full: every zone has as many answers as it may keep, of
   * both kinds, and all of them are ordinary (one address, or no such name). Most caches are far from full, and take
   * less.
   *
   * The process without an answer takes 40 MiB. Each ordinary answer takes 1240 bytes: 620 in use, and as much again
   * until Go collects it (`gogc`). An alias with two addresses takes 1.4 times as much, ten addresses of a long name 4
   * times. With `Availability.REDUNDANT` each of a node's two caches takes this memory. Stub domains of the ConfigMap
   * `kube-dns` are not counted.
   */
  public readonly estimatedMemory: Size;

  /**
   * A script that does on a node what the prop `kubelet` does. Put it into the start-up data of new nodes (cloud-init,
   * a node pool's custom data): all pods of such a node then have the nameservers, the first ones too. Run the script
   * as root once the kubelet is up. Undefined without the prop `kubelet`.
   */
  public readonly kubeletScript?: string;

  /** The ServiceAccount of the pods, without a token. */
  public readonly serviceAccount: ApiObject;

  /** The Service through which the cache asks the cluster's DNS pods. */
  public readonly upstreamService: ApiObject;

  /** The ConfigMap with the Corefile, and the host records if there are any. */
  public readonly configMap: ApiObject;

  /** The DaemonSet that runs node-cache. */
  public readonly daemonSet: ApiObject;

  /** The headless Service for Prometheus. Undefined with `Metrics.NONE`. */
  public readonly metricsService?: ApiObject;

  /** The objects of each node's second cache. Undefined without `Availability.REDUNDANT`. */
  public readonly second?: CacheObjects;

  /** The checked settings of the cache. @internal */
  public readonly _settings: Settings;

  /** Whether something in the app tells pods to ask the cache. */
  private podsAreTold = false;

  constructor(scope: Construct, id: string, props: NodeLocalDnsCacheProps = {}) {
    super(scope, id);
    const subject = `NodeLocalDnsCache ${this.node.path}`;
    const settings = readSettings(subject, props, chartNamespaceRule(this, DEFAULT_NAMESPACE));
    checkNeighbours(subject, this, settings);
    const [first, second] = instancesOf(settings).map((instance) => build(instance));
    checkBuilt(subject, settings, first);
    checkDistinctObjects(this);
    for (const text of whereDnsPodsAre(settings)) warn(subject, text);
    if (props.clusterDnsIp == null) warnOnce(subject, CLUSTER_DNS_IP_NOT_GIVEN);

    this._settings = settings;
    this.localIp = settings.localIp.text;
    this.clusterDnsIp = settings.clusterDnsIp.text;
    this.clusterDomain = settings.clusterDomain;
    this.proxyMode = props.proxyMode ?? ProxyMode.IPTABLES;
    this.kubeletScript = kubeletScript(settings);
    this.corefile = first.corefile;
    this.estimatedMemory = first.estimatedMemory;

    this.serviceAccount = new ApiObject(this, 'service-account', serviceAccount(settings));
    this.upstreamService = new ApiObject(this, 'upstream-service', upstreamService(settings));
    ({
      configMap: this.configMap,
      daemonSet: this.daemonSet,
      metricsService: this.metricsService,
    } = this.emit(this, first));
    if (second) this.second = this.emit(new Construct(this, 'second'), second);
    // At validation everything that tells pods is there.
    this.node.addValidation({ validate: () => this.warnUnlessPodsAreTold() });
  }

  /** Something in the app tells pods to ask the cache. @internal */
  public _tellPods() {
    this.podsAreTold = true;
  }

  private warnUnlessPodsAreTold(): string[] {
    const texts = this.podsAreTold ? [] : whoAsks(this._settings);
    if (texts.length === 0) return [];
    // An app may be validated several times.
    for (const text of texts) warnOnce(`NodeLocalDnsCache ${this.node.path}`, text, `${this.node.path}: ${text}`);
    const all = [...texts, ...warningsOf(this._settings, this.estimatedMemory)].join('; ');
    for (const daemonSet of this.daemonSets()) daemonSet.metadata.addAnnotation(WARNING, all);
    return [];
  }

  private daemonSets(): ApiObject[] {
    return [this.daemonSet, ...(this.second ? [this.second.daemonSet] : [])];
  }

  private emit(scope: Construct, built: Built): CacheObjects {
    const configMap = new ApiObject(scope, 'config-map', built.configMap);
    const daemonSet = new ApiObject(scope, 'daemon-set', built.daemonSet);
    const metricsService = built.metricsService && new ApiObject(scope, 'metrics-service', built.metricsService);
    // node-cache reads the upstream Service's address from its environment. That is fixed when the pod starts, so the
    // Service has to be there first.
    daemonSet.addDependency(this.serviceAccount, this.upstreamService, configMap);
    return { configMap, daemonSet, metricsService };
  }

  /**
   * Changes a field of a container; with `Availability.REDUNDANT` in both DaemonSets. Objects and lists that are
   * missing on the way to the field are added. GOMEMLIMIT follows the memory limit of `node-cache`, unless you set one
   * yourself in its `env`. An error if there is no such container, the path is not that of a field, or a string has a
   * character that YAML cannot hold.
   *
   * @param container the container's name: `node-cache`, `fail-open-rules`, `fail-open-rules-keeper` or `kubelet-patch`
   * @param path the path of the field, such as `/terminationMessagePath`; `/env/-` adds an item to a list, `/args/0` is
   * its first item
   * @param value the field's new value, as in Kubernetes; without a value, the field is removed
   */
  // biome-ignore lint/suspicious/noExplicitAny: jsii has no other type for what Kubernetes takes
  public patchContainer(container: string, path: string, value?: any): void {
    const subject = `NodeLocalDnsCache ${this.node.path}, patchContainer`;
    patchContainer(subject, this.daemonSets(), container, path, value);
  }

  /**
   * The DNS settings with which a pod asks the cache, for the spec of a pod that you write yourself:
   * `spec: { ...cache.podDnsConfig(), containers }`, or with any version of cdk8s-plus
   * `dns: { policy: DnsPolicy.NONE, ...cache.podDnsConfig().dnsConfig }`. An error if an option is wrong.
   *
   * @param options the pod's namespace, and its other DNS settings
   */
  public podDnsConfig(options: PodDnsConfigOptions = {}): PodDns {
    this._tellPods();
    return podDnsConfig(this._settings, `NodeLocalDnsCache ${this.node.path}, podDnsConfig`, options);
  }

  /**
   * Makes every workload under a construct ask the cache. The construct is a chart, an app, or a single Deployment. It
   * does not matter which library made the workloads, or whether they are added later.
   *
   * Some pods stay as they are: those with host network, with a dnsPolicy or nameservers of their own, for Windows, for
   * virtual nodes or nodes without the cache, with too many domains to search, and those labelled
   * `node-local-dns-injection: disabled`. `excluded` lists them. The other pods keep the searches and options of their
   * dnsConfig. An error if an option is wrong or `useIn` was called for the construct before; at synth also if there is
   * no workload, or if one is in a List.
   *
   * @param scope the construct; where calls overlap, the one further down in the tree counts
   * @param options the pods' other DNS settings
   */
  public useIn(scope: IConstruct, options: UseInOptions = {}): NodeLocalDnsUse {
    this._tellPods();
    return NodeLocalDnsUse._of(scope, this._settings, `NodeLocalDnsCache ${this.node.path}, useIn`, options);
  }
}

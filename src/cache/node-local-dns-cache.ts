import { ApiObject, type Size } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import { warn } from '../input/warn';
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
import { whereDnsPodsAre } from './warnings';

/**
 * The objects that a cache has for itself.
 */
export interface CacheObjects {
  /** The ConfigMap with the Corefile, and the host records if there are any. */
  readonly configMap: ApiObject;

  /** The DaemonSet that runs node-cache. */
  readonly daemonSet: ApiObject;

  /** The headless Service for Prometheus; none with `Metrics.NONE`. */
  readonly metricsService?: ApiObject;
}

/**
 * NodeLocal DNSCache: a DNS cache on every Linux node of a cluster, made by Kubernetes' own node-cache.
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
   * The memory that node-cache takes when every zone has as many answers as it may keep, of both kinds, and all of them
   * are ordinary: one address, or no such name. Each then takes 1240 bytes: 620 that are in use, and as much again by
   * the time that Go collects it (`gogc`). An alias with two addresses takes 1.4 times as much, ten addresses of a
   * long name 4 times. 40 MiB of it are the process without an answer. Most caches are far from full, and take less.
   * With `Availability.REDUNDANT` each of a node's two caches takes it. Stub domains of the ConfigMap `kube-dns` are
   * not in it.
   */
  public readonly estimatedMemory: Size;

  /**
   * What `kubelet` does on a node, as a script for the start-up data of new nodes (cloud-init, a node pool's custom data),
   * whose pods then have the nameservers from the first one on. Run it as root once the kubelet is up. Undefined without
   * the prop `kubelet`.
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

  /** The headless Service for Prometheus; none with `Metrics.NONE`. */
  public readonly metricsService?: ApiObject;

  /** The second cache of each node, with `Availability.REDUNDANT`. */
  public readonly second?: CacheObjects;

  /** What the cache was made of. @internal */
  public readonly _settings: Settings;

  constructor(scope: Construct, id: string, props: NodeLocalDnsCacheProps = {}) {
    super(scope, id);
    const subject = `NodeLocalDnsCache ${this.node.path}`;
    const settings = readSettings(subject, props, chartNamespaceRule(this, DEFAULT_NAMESPACE));
    checkNeighbours(subject, this, settings);
    const [first, second] = instancesOf(settings).map((instance) => build(instance));
    checkBuilt(subject, settings, first);
    checkDistinctObjects(this);
    for (const text of whereDnsPodsAre(settings)) warn(subject, text);

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
  }

  private emit(scope: Construct, built: Built): CacheObjects {
    const configMap = new ApiObject(scope, 'config-map', built.configMap);
    const daemonSet = new ApiObject(scope, 'daemon-set', built.daemonSet);
    const metricsService = built.metricsService && new ApiObject(scope, 'metrics-service', built.metricsService);
    // A pod's environment, fixed when it starts, holds the address of a Service that is there by then.
    daemonSet.addDependency(this.serviceAccount, this.upstreamService, configMap);
    return { configMap, daemonSet, metricsService };
  }

  /**
   * Changes a field of a container, in both DaemonSets of `Availability.REDUNDANT`. What is missing on the way to the
   * field is made. GOMEMLIMIT follows the memory limit of `node-cache`, unless its `env` has one of your own. An error
   * if there is no such container, the path is not that of a field, or a string has a character that YAML cannot hold.
   *
   * @param container its name: `node-cache`, `fail-open-rules`, `fail-open-rules-keeper` or `kubelet-patch`
   * @param path the field, such as `/terminationMessagePath`; `/env/-` is a new item of a list, `/args/0` its first item
   * @param value what the field becomes, as Kubernetes has it; without a value, the field is removed
   */
  // biome-ignore lint/suspicious/noExplicitAny: jsii has no other type for what Kubernetes takes
  public patchContainer(container: string, path: string, value?: any): void {
    const daemonSets = [this.daemonSet, ...(this.second ? [this.second.daemonSet] : [])];
    patchContainer(`NodeLocalDnsCache ${this.node.path}, patchContainer`, daemonSets, container, path, value);
  }

  /**
   * What a pod is told to ask the cache, for the spec of a pod that you write yourself:
   * `spec: { ...cache.podDnsConfig(), containers }`, or with cdk8s-plus of any number
   * `dns: { policy: DnsPolicy.NONE, ...cache.podDnsConfig().dnsConfig }`. An error if an option is wrong.
   *
   * @param options the pod's namespace, and what it is told beside the nameservers
   */
  public podDnsConfig(options: PodDnsConfigOptions = {}): PodDns {
    return podDnsConfig(this._settings, `NodeLocalDnsCache ${this.node.path}, podDnsConfig`, options);
  }

  /**
   * Makes every workload under a construct ask the cache: a chart's, an app's, or one Deployment, whatever made it,
   * now or later. Pods with host network, or with a dnsPolicy or nameservers of their own, those for Windows, and those
   * labelled `node-local-dns-injection: disabled` are left as they are; `excluded` tells which. What else a pod has in
   * its dnsConfig stays. An error if an option is wrong, or at synth if there is no workload.
   *
   * @param scope the construct; where calls overlap, the one further down counts
   * @param options what the pods are told beside the nameservers
   */
  public useIn(scope: IConstruct, options: UseInOptions = {}): NodeLocalDnsUse {
    return NodeLocalDnsUse._of(scope, this._settings, `NodeLocalDnsCache ${this.node.path}, useIn`, options);
  }
}

import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { readProps } from '../input/reader';
import { checkDistinctObjects } from '../kubernetes/distinct-objects';
import { job, roles, serviceAccount } from './manifests';
import type { KubeOvnIntegrationProps } from './props';
import { PROPS, RULES } from './settings';

/**
 * Sets up Kube-OVN for a cache. A Job sets `--node-local-dns-ip` of kube-ovn-controller and `u2oInterconnection` of
 * underlay Subnets, and restarts the workloads of `restart`. The Job may get and patch these objects, by their names.
 * When its work is done, the Job deletes the bindings that give it these rights. The Job may do nothing else.
 *
 * @example
 * import { App, Chart } from 'cdk8s';
 * import { KubeOvnIntegration, NodeLocalDnsCache, ProxyMode } from 'cdk8s-node-local-dns';
 *
 * const app = new App();
 * const chart = new Chart(app, 'node-local-dns');
 * const cache = new NodeLocalDnsCache(chart, 'nld', { proxyMode: ProxyMode.IPVS });
 * const image = 'kubeovn/kube-ovn:v1.15.0'; // that of your kube-ovn-controller
 * new KubeOvnIntegration(chart, 'kube-ovn', { cache, image, underlaySubnets: ['vlan100'] });
 * app.synth();
 */
export class KubeOvnIntegration extends Construct {
  /** The Job. Its name ends in a hash of its pod template, so that other values make another Job. */
  public readonly job: ApiObject;

  constructor(scope: Construct, id: string, props: KubeOvnIntegrationProps) {
    super(scope, id);
    const settings = readProps(`KubeOvnIntegration ${this.node.path}`, props, PROPS, RULES);
    checkDistinctObjects(this);

    const needed = [
      new ApiObject(this, 'service-account', serviceAccount(settings)),
      ...roles(settings).flatMap(({ id, role, binding }) => [
        new ApiObject(this, id, role),
        new ApiObject(this, `${id}-binding`, binding),
      ]),
    ];
    this.job = new ApiObject(this, 'job', job(settings));
    // The cache comes first, so that no pod gets the address of a cache that is not there yet.
    this.job.addDependency(settings.cache.daemonSet, ...needed);
  }
}

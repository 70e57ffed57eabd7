import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { readProps } from '../input/reader';
import { checkDistinctObjects } from '../kubernetes/distinct-objects';
import { job, roles, serviceAccount } from './manifests';
import type { KubeOvnIntegrationProps } from './props';
import { PROPS, RULES } from './settings';

/**
 * Tells Kube-OVN of a cache: a Job sets `--node-local-dns-ip` of kube-ovn-controller and `u2oInterconnection` of underlay
 * Subnets, and restarts workloads if it is asked to. It may get and patch these objects, by their names, and nothing else.
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
  /** The Job. Its name has digits of what it does, so that other values make another Job. */
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
    // Pods are not sent to a cache that is not there yet.
    this.job.addDependency(settings.cache.daemonSet, ...needed);
  }
}

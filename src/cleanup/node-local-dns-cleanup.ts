import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { DEFAULT_NAMESPACE } from '../cache/defaults';
import { NodeLocalDnsCache } from '../cache/node-local-dns-cache';
import { chartNamespaceRule } from '../kubernetes/chart-namespace';
import { checkDistinctObjects } from '../kubernetes/distinct-objects';
import { daemonSet } from './manifests';
import type { NodeLocalDnsCleanupProps } from './props';
import { readSettings } from './settings';

/**
 * Removes what caches have left on the nodes: on each one a pod puts the kubelet back, if KubeletPatch has changed it,
 * and removes the rules and the interfaces of all caches. It waits for the pods of all caches on the node to be gone,
 * whatever their name and namespace. `kubectl rollout status` tells when every node is done; after that it can be deleted.
 *
 * Apply it when the caches are removed, from another app than theirs or instead of them.
 *
 * @example
 * import { App, Chart } from 'cdk8s';
 * import { NodeLocalDnsCleanup } from 'cdk8s-node-local-dns';
 *
 * const app = new App();
 * new NodeLocalDnsCleanup(new Chart(app, 'node-local-dns-cleanup'), 'cleanup');
 * app.synth();
 */
export class NodeLocalDnsCleanup extends Construct {
  /** The DaemonSet `node-local-dns-cleanup`. A pod that is Ready has cleaned its node up. */
  public readonly daemonSet: ApiObject;

  constructor(scope: Construct, id: string, props: NodeLocalDnsCleanupProps = {}) {
    super(scope, id);
    const subject = `NodeLocalDnsCleanup ${this.node.path}`;
    const settings = readSettings(subject, props, chartNamespaceRule(this, DEFAULT_NAMESPACE));
    checkDistinctObjects(this);
    // The one moment when a cache that comes after it is there too.
    this.node.addValidation({ validate: () => this.cachesOfChart() });

    this.daemonSet = new ApiObject(this, 'daemon-set', daemonSet(settings));
  }

  /** It would wait for the caches that are applied with it, and take away what they need whenever one restarts. */
  private cachesOfChart(): string[] {
    const caches = Chart.of(this)
      .node.findAll()
      .filter((construct) => construct instanceof NodeLocalDnsCache);
    return caches.map(
      ({ node }) =>
        `NodeLocalDnsCleanup ${this.node.path} is in one chart with the cache ${node.path}, whose traces it removes; ` +
        'put it into a chart of its own, and apply that when the cache is gone',
    );
  }
}

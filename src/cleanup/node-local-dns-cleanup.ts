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
 * Removes what caches have left on the nodes. On each node a pod puts the kubelet's configuration back, if a
 * `KubeletPatch` has changed it, and removes the rules and the interfaces of caches. These are all caches of this
 * package, in any namespace and under any name, and those of the official manifest. The pod does not start before they
 * are gone from the node. With `kubeletsOnly` the pod starts beside them.
 *
 * Apply the cleanup when the caches are removed, from another app or in place of the caches. In a chart with a cache it
 * is an error. `kubectl rollout status` shows when every node is done; then the cleanup can be deleted.
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
  /** The DaemonSet `node-local-dns-cleanup`. A pod is Ready when its node is clean. */
  public readonly daemonSet: ApiObject;

  constructor(scope: Construct, id: string, props: NodeLocalDnsCleanupProps = {}) {
    super(scope, id);
    const subject = `NodeLocalDnsCleanup ${this.node.path}`;
    const settings = readSettings(subject, props, chartNamespaceRule(this, DEFAULT_NAMESPACE));
    checkDistinctObjects(this);
    // At validation all caches of the chart exist, also those that are made after the cleanup.
    this.node.addValidation({ validate: () => this.cachesOfChart() });

    this.daemonSet = new ApiObject(this, 'daemon-set', daemonSet(settings));
  }

  /**
   * The errors for caches in the cleanup's chart. The cleanup would wait for these caches, and remove what they need
   * whenever one restarts.
   */
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

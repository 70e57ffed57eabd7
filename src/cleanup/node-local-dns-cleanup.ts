import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { Problems } from '../input/problems';
import { checkSiblings } from '../kubernetes/free-names';
import { configMap, daemonSet } from './manifests';
import type { NodeLocalDnsCleanupProps } from './props';
import { resolveCleanupSettings } from './settings';

/**
 * Removes what caches have left on the nodes: on each one a pod puts the kubelet back, if KubeletPatch has changed it,
 * and removes the rules and the interfaces of all caches. It waits for the pods `node-local-dns` in its namespace to be
 * gone. `kubectl rollout status` tells when every node is done; after that it can be deleted.
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
    const problems = new Problems();
    const settings = resolveCleanupSettings(props, problems);
    const subject = `NodeLocalDnsCleanup ${this.node.path}`;
    problems.throwIfAny(subject);

    const manifests = { configMap: configMap(settings), daemonSet: daemonSet(settings) };
    checkSiblings(subject, this, Object.values(manifests));
    const scripts = new ApiObject(this, 'config-map', manifests.configMap);
    this.daemonSet = new ApiObject(this, 'daemon-set', manifests.daemonSet);
    this.daemonSet.addDependency(scripts);
  }
}

import { k8s } from 'cdk8s-plus-28';
import { namesAndTexts, scriptCommand } from '../kubernetes/scripts';
import { PRIVILEGED } from '../kubernetes/security-context';

/** The resources of a container that runs a shell script. */
export const SMALL: k8s.ResourceRequirements = {
  requests: { cpu: k8s.Quantity.fromString('1m'), memory: k8s.Quantity.fromString('5Mi') },
};

export const HOST_PROC: k8s.Volume = { name: 'host-proc', hostPath: { path: '/proc', type: 'Directory' } };

/** The scripts of this folder that run on a node. */
export const NODE_SCRIPTS = ['kubelet.sh', 'running.sh', 'restart.sh', 'config-file.awk', 'environment-file.awk'];

/** A container that brings the scripts to the node, and runs an action of kubelet.sh there. */
export function enterNode(name: string, action: 'patch' | 'revert', image: string) {
  return {
    name,
    image,
    command: scriptCommand('kubelet/enter-node.sh', action, ...namesAndTexts('kubelet', NODE_SCRIPTS)),
    resources: SMALL,
    // The container enters the node's mount namespace and restarts the kubelet. That takes all rights on the node.
    securityContext: { ...PRIVILEGED, readOnlyRootFilesystem: true },
    terminationMessagePolicy: 'FallbackToLogsOnError',
    volumeMounts: [{ name: HOST_PROC.name, mountPath: '/host/proc', readOnly: true }],
  };
}

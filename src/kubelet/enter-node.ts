import { k8s } from 'cdk8s-plus-28';
import { namesAndTexts, scriptCommand } from '../kubernetes/scripts';
import { PRIVILEGED } from '../kubernetes/security-context';

/** What a shell takes. */
export const SMALL: k8s.ResourceRequirements = {
  requests: { cpu: k8s.Quantity.fromString('1m'), memory: k8s.Quantity.fromString('5Mi') },
};

export const HOST_PROC: k8s.Volume = { name: 'host-proc', hostPath: { path: '/proc', type: 'Directory' } };

/** What works on a node, in this folder. */
export const NODE_SCRIPTS = ['kubelet.sh', 'running.sh', 'restart.sh', 'config-file.awk', 'environment-file.awk'];

/** A container that brings the scripts to the node, and does there what kubelet.sh has the action for. */
export function enterNode(name: string, action: 'patch' | 'revert', image: string) {
  return {
    name,
    image,
    command: scriptCommand('kubelet/enter-node.sh', action, ...namesAndTexts('kubelet', NODE_SCRIPTS)),
    resources: SMALL,
    // It enters the node's mount namespace and restarts the kubelet, so that it has the node whatever it is called.
    securityContext: { ...PRIVILEGED, readOnlyRootFilesystem: true },
    terminationMessagePolicy: 'FallbackToLogsOnError',
    volumeMounts: [{ name: HOST_PROC.name, mountPath: '/host/proc', readOnly: true }],
  };
}

import { k8s } from 'cdk8s-plus-28';

/** Copies kubelet.sh and the awk programs beside it to the node. */
export const ENTER_NODE = 'enter-node.sh';

/** What a shell takes. */
export const SMALL: k8s.ResourceRequirements = {
  requests: { cpu: k8s.Quantity.fromString('1m'), memory: k8s.Quantity.fromString('5Mi') },
};

export const HOST_PROC: k8s.Volume = { name: 'host-proc', hostPath: { path: '/proc', type: 'Directory' } };

/** A container that does on the node what kubelet.sh has the action for. */
export function enterNode(name: string, action: 'patch' | 'revert', image: string, scripts: k8s.VolumeMount) {
  return {
    name,
    image,
    command: ['/bin/sh', `${scripts.mountPath}/${ENTER_NODE}`, action],
    resources: SMALL,
    // To enter the node's namespaces.
    securityContext: { privileged: true },
    terminationMessagePolicy: 'FallbackToLogsOnError',
    volumeMounts: [scripts, { name: HOST_PROC.name, mountPath: '/host/proc', readOnly: true }],
  };
}

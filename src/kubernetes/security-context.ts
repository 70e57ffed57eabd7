import type { k8s } from 'cdk8s-plus-28';

/** A container without any rights but its capabilities. docs/security.md gives the reason for the rights of each. */
export function leastRights(capabilities: readonly string[], more: k8s.SecurityContext = {}): k8s.SecurityContext {
  return {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'], add: capabilities.length > 0 ? [...capabilities] : undefined },
    readOnlyRootFilesystem: true,
    seccompProfile: { type: 'RuntimeDefault' },
    ...more,
  };
}

/** A user without rights, for containers that need no capability. */
export const NOBODY: k8s.SecurityContext = { runAsNonRoot: true, runAsUser: 65534, runAsGroup: 65534 };

/**
 * The type that SELinux does not confine. A container needs it where SELinux is enforced, since the lock of iptables is
 * a file of the node. Container runtimes ignore the type where SELinux is off.
 */
export const NOT_CONFINED: k8s.SecurityContext = { seLinuxOptions: { type: 'spc_t' } };

/** All rights on the node, for a container that enters its namespaces. */
export const PRIVILEGED: k8s.SecurityContext = { privileged: true };

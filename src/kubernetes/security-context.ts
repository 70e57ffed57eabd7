import type { k8s } from 'cdk8s-plus-28';

/** A container that may do nothing but what its capabilities allow. docs/security.md says why each has those it has. */
export function leastRights(capabilities: readonly string[], more: k8s.SecurityContext = {}): k8s.SecurityContext {
  return {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'], add: capabilities.length > 0 ? [...capabilities] : undefined },
    readOnlyRootFilesystem: true,
    seccompProfile: { type: 'RuntimeDefault' },
    ...more,
  };
}

/** A user of no rights: for containers that need no capability. */
export const NOBODY: k8s.SecurityContext = { runAsNonRoot: true, runAsUser: 65534, runAsGroup: 65534 };

/**
 * The type that SELinux does not confine, where it is enforced: the lock of iptables is a file of the node's. Container
 * runtimes pass it over where SELinux is off.
 */
export const NOT_CONFINED: k8s.SecurityContext = { seLinuxOptions: { type: 'spc_t' } };

/** All of the node: for a container that enters its namespaces. */
export const PRIVILEGED: k8s.SecurityContext = { privileged: true };

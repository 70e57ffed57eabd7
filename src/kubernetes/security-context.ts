import type { k8s } from 'cdk8s-plus-28';

/** A privileged container, or one with the given capabilities alone where the user wants no privileged one. */
export function securityContext(
  { privileged }: { readonly privileged: boolean },
  capabilities: readonly string[],
): k8s.SecurityContext {
  return privileged
    ? { privileged }
    : {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'], add: [...capabilities] },
        seccompProfile: { type: 'RuntimeDefault' },
      };
}

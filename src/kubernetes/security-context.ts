import type { k8s } from 'cdk8s-plus-28';
import type { Settings } from '../cache/settings';

/** A privileged container, or one with the given capabilities alone where the user wants no privileged one. */
export function securityContext(
  { privileged }: Pick<Settings, 'privileged'>,
  capabilities: string[],
): k8s.SecurityContext {
  return privileged
    ? { privileged }
    : {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'], add: capabilities },
        seccompProfile: { type: 'RuntimeDefault' },
      };
}

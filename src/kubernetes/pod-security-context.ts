import type { k8s } from 'cdk8s-plus-28';
import { Faults, Problems } from '../input/problems';
import { parseInertObject } from './inert-object';

/** Reads the security context of a pod whose containers set interfaces and rules. Only root may do that. */
export function parsePodSecurityContext(value: unknown): k8s.PodSecurityContext {
  const context = parseInertObject<k8s.PodSecurityContext>(value);
  const { runAsUser, runAsNonRoot } = context;
  const problems = new Problems();
  const reason = 'is not root, who alone may set interfaces and rules';
  if (runAsUser) problems.add('runAsUser', runAsUser, reason, 'leave it out');
  if (runAsNonRoot) problems.add('runAsNonRoot', runAsNonRoot, reason, 'leave it out');
  if (problems.list.length > 0) throw new Faults(problems.list);
  return context;
}

import type { Toleration } from '../props';
import { parseQualifiedName } from './kubernetes';
import { Fault } from './problems';

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** The rules of Kubernetes' own validation of tolerations. */
export function parseToleration(value: unknown): Toleration {
  const toleration = value as Toleration;
  const { key, operator = 'Equal', value: text, effect, tolerationSeconds } = toleration;
  if (key !== undefined) parseQualifiedName(key);
  if (operator !== 'Exists' && operator !== 'Equal') {
    throw new Fault(`the operator ${JSON.stringify(operator)} is unknown`, "write 'Exists' or 'Equal'");
  }
  if (key === undefined && operator !== 'Exists') {
    throw new Fault('a toleration without a key must have the operator Exists', "add operator: 'Exists' or a key");
  }
  if (operator === 'Exists' && text !== undefined) {
    throw new Fault('the operator Exists takes no value', 'leave the value out, or write Equal');
  }
  if (text !== undefined && !/^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/.test(text)) {
    throw new Fault(`the value ${JSON.stringify(text)} is not one that a taint can have`, 'write a label value');
  }
  if (effect !== undefined && !EFFECTS.includes(effect)) {
    throw new Fault(`the effect ${JSON.stringify(effect)} is unknown`, `write one of ${EFFECTS.join(', ')}`);
  }
  if (tolerationSeconds !== undefined && (effect !== 'NoExecute' || !Number.isInteger(tolerationSeconds))) {
    throw new Fault('tolerationSeconds goes with the effect NoExecute and is a whole number', 'change one of the two');
  }
  return toleration;
}

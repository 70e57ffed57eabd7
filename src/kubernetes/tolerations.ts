import { Fault } from '../input/problems';
import { checkKeys } from '../input/suggestion';
import { isMap } from '../input/values';
import type { Toleration } from '../options/toleration';
import { parseLabelValue, parseQualifiedName } from './identifiers';

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** The rules of Kubernetes' own validation of tolerations, to which an empty text is as good as none. */
export function parseToleration(toleration: unknown): Toleration {
  if (!isMap(toleration)) throw new Fault('a toleration is not a map', "write { operator: 'Exists' }");
  checkKeys(toleration, ['key', 'operator', 'value', 'effect', 'tolerationSeconds'], 'field of a toleration');
  const { key, operator, value, effect, tolerationSeconds } = toleration as Toleration;
  if (![key, operator, value, effect].every((text) => text === undefined || typeof text === 'string')) {
    throw new Fault('a toleration has a value that is not a text', 'quote it; only tolerationSeconds is a number');
  }
  if (key) parseQualifiedName(key);
  if (operator && operator !== 'Exists' && operator !== 'Equal') {
    throw new Fault(`the operator ${JSON.stringify(operator)} is unknown`, "write 'Exists' or 'Equal'");
  }
  if (!key && operator !== 'Exists') {
    throw new Fault('a toleration without a key must have the operator Exists', "add operator: 'Exists' or a key");
  }
  if (value && operator === 'Exists') {
    throw new Fault('the operator Exists takes no value', 'leave the value out, or write Equal');
  }
  if (value) parseLabelValue('the toleration', value);
  if (effect && !EFFECTS.includes(effect)) {
    throw new Fault(`the effect ${JSON.stringify(effect)} is unknown`, `write one of ${EFFECTS.join(', ')}`);
  }
  if (tolerationSeconds !== undefined && (effect !== 'NoExecute' || !Number.isSafeInteger(tolerationSeconds))) {
    throw new Fault('tolerationSeconds goes with the effect NoExecute and is a whole number', 'change one of the two');
  }
  return { key, operator, value, effect, tolerationSeconds };
}

import { Fault } from '../input/problems';
import { optional, type Parse, parseObject, rulesFor, type Table, type Values } from '../input/reader';
import { parseString } from '../input/values';
import type { Toleration } from '../options/toleration';
import { parseLabelValue, parseQualifiedName } from './identifiers';

/** The tolerations of the official manifest. */
export const DEFAULT_TOLERATIONS: Toleration[] = [
  { key: 'CriticalAddonsOnly', operator: 'Exists' },
  { effect: 'NoExecute', operator: 'Exists' },
  { effect: 'NoSchedule', operator: 'Exists' },
];

// The rules are those of Kubernetes' own validation, where an empty string counts as missing.
const TOLERATION = {
  key: optional(orEmpty(parseQualifiedName)),
  operator: optional(orEmpty(parseWord('operator', ['Exists', 'Equal']))),
  value: optional(orEmpty(parseLabelValue)),
  effect: optional(orEmpty(parseWord('effect', ['NoSchedule', 'PreferNoSchedule', 'NoExecute']))),
  tolerationSeconds: optional((seconds) => {
    if (!Number.isSafeInteger(seconds)) throw new Fault('is not a whole number', 'write whole seconds');
    return seconds as number;
  }),
} satisfies Table<Toleration>;

const rule = rulesFor<Values<typeof TOLERATION>>();

const RULES = [
  rule(['key', 'operator'], ({ key, operator }, problems) => {
    if (key || operator === 'Exists') return;
    problems.add('key', key, 'is missing, and only the operator Exists needs none', "add a key, or operator: 'Exists'");
  }),
  rule(['value', 'operator'], ({ value, operator }, problems) => {
    if (!value || operator !== 'Exists') return;
    problems.add('value', value, 'goes with the operator Equal', 'leave the value out, or write Equal');
  }),
  rule(['effect', 'tolerationSeconds'], ({ effect, tolerationSeconds }, problems) => {
    if (tolerationSeconds === undefined || effect === 'NoExecute') return;
    problems.add('tolerationSeconds', tolerationSeconds, 'goes with the effect NoExecute', 'change one of the two');
  }),
];

export const parseToleration: Parse<Toleration> = parseObject(TOLERATION, RULES);

function orEmpty(parse: Parse<string>): Parse<string> {
  return (value) => (value === '' ? '' : parse(value));
}

function parseWord(what: string, words: readonly string[]): Parse<string> {
  return (value) => {
    if (words.includes(parseString(value))) return value as string;
    throw new Fault(`is no ${what} that Kubernetes has`, `write one of ${words.join(', ')}`);
  };
}

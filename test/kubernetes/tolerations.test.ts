import { describe, expect, test } from 'vitest';
import { parseToleration } from '../../src/kubernetes/tolerations';
import { faultOf } from '../helpers';

describe('accepts', () => {
  test.each([
    [{ operator: 'Exists' }],
    [{ operator: 'Exists', value: '', key: '', effect: '' }],
    [{ key: 'a' }],
    [{ key: 'a', operator: '', value: '' }],
    [{ key: 'example.org/role', operator: 'Equal', value: 'dns', effect: 'PreferNoSchedule' }],
    [{ key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 0 }],
    [{ key: 'a', effect: 'NoExecute', tolerationSeconds: -1 }],
  ])('%j', (toleration) => {
    expect(parseToleration(toleration)).toEqual(toleration);
  });

  test('no field that Kubernetes does not know', () => {
    expect(faultOf(() => parseToleration({ key: 'a', keys: 'b' }))).toBe(
      "keys: got 'b': there is no such prop; did you mean key?",
    );
  });
});

describe('refuses', () => {
  const NO_OBJECT = 'is not an object; write { key: ..., operator: ... }';
  const NO_KEY = "is missing, and only the operator Exists needs none; add a key, or operator: 'Exists'";
  const NO_EFFECT = 'is no effect that Kubernetes has; write one of NoSchedule, PreferNoSchedule, NoExecute';

  test.each([
    [null, `props: got null: ${NO_OBJECT}`],
    ['Exists', `props: got 'Exists': ${NO_OBJECT}`],
    [{}, `key: got undefined: ${NO_KEY}`],
    [{ key: '', operator: 'Equal' }, `key: got '': ${NO_KEY}`],
    [{ key: 'a b' }, "key: got 'a b': is not a key that Kubernetes takes; write a name"],
    [
      { key: 'a', operator: 'exists' },
      "operator: got 'exists': is no operator that Kubernetes has; write one of Exists, Equal",
    ],
    [{ key: 'a', operator: 'Exists', value: 'b' }, "value: got 'b': goes with the operator Equal; leave the value out"],
    [{ key: 'a', value: 'b c' }, "value: got 'b c': is not a value that a label can have; write letters"],
    [{ key: 'a', value: '0o7' }, "value: got '0o7': would be read as a number; write it another way"],
    [{ key: 'a', value: 5 }, "value: got 5: is not a string; write it as '...'"],
    [{ key: 'a', effect: 'noSchedule' }, `effect: got 'noSchedule': ${NO_EFFECT}`],
    [{ key: 'a', effect: 'toString' }, `effect: got 'toString': ${NO_EFFECT}`],
    [
      { key: 'a', effect: 'NoSchedule', tolerationSeconds: 5 },
      'tolerationSeconds: got 5: goes with the effect NoExecute; change one of the two',
    ],
    [
      { key: 'a', effect: 'NoExecute', tolerationSeconds: 1.5 },
      'tolerationSeconds: got 1.5: is not a whole number; write whole seconds',
    ],
    [
      { key: 'a', effect: 'NoExecute', tolerationSeconds: '5' },
      "tolerationSeconds: got '5': is not a whole number; write whole seconds",
    ],
  ])('%j', (toleration, expected) => {
    const [fault, ...others] = faultOf(() => parseToleration(toleration)).split('\n');

    expect(fault.slice(0, expected.length)).toBe(expected);
    expect(others).toEqual([]);
  });
});

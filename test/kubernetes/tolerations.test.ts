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
    expect(() => parseToleration({ key: 'a', keys: 'b' })).toThrow(
      'there is no field of a toleration keys; did you mean key?',
    );
  });
});

describe('refuses', () => {
  test.each([
    [null, 'a toleration is not a map'],
    ['Exists', 'a toleration is not a map'],
    [{}, 'a toleration without a key must have the operator Exists'],
    [{ key: '', operator: 'Equal' }, 'a toleration without a key must have the operator Exists'],
    [{ key: 'a b' }, '"a b" is not a key that Kubernetes takes'],
    [{ key: 'a', operator: 'exists' }, 'the operator "exists" is unknown'],
    [{ key: 'a', operator: 'Exists', value: 'b' }, 'the operator Exists takes no value'],
    [{ key: 'a', value: 'b c' }, 'the value of the toleration is not one that a label can have'],
    [{ key: 'a', value: '0o7' }, '"0o7" would be read as a number'],
    [{ key: 'a', value: 5 }, 'a toleration has a value that is not a text'],
    [{ key: 'a', effect: 'noSchedule' }, 'the effect "noSchedule" is unknown'],
    [{ key: 'a', effect: 'toString' }, 'the effect "toString" is unknown'],
    [{ key: 'a', effect: 'NoSchedule', tolerationSeconds: 5 }, 'tolerationSeconds goes with the effect NoExecute'],
    [{ key: 'a', effect: 'NoExecute', tolerationSeconds: 1.5 }, 'tolerationSeconds goes with the effect NoExecute'],
    [{ key: 'a', effect: 'NoExecute', tolerationSeconds: '5' }, 'tolerationSeconds goes with the effect NoExecute'],
  ])('%j', (toleration, expected) => {
    expect(faultOf(() => parseToleration(toleration))).toMatch(expected);
  });
});

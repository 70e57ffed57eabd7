import { describe, expect, test } from 'vitest';
import { withValue } from '../../src/kubernetes/json-pointer';
import { faultOf } from '../helpers';

const OBJECT = { a: { b: 1 }, list: ['x', { y: 1 }], text: 'z' };

describe('a value at a path', () => {
  test.each<[string, unknown, object]>([
    ['/a/b', 2, { ...OBJECT, a: { b: 2 } }],
    ['/a/c', 2, { ...OBJECT, a: { b: 1, c: 2 } }],
    ['/new/deep/field', 2, { ...OBJECT, new: { deep: { field: 2 } } }],
    ['/new/-/name', 2, { ...OBJECT, new: [{ name: 2 }] }],
    ['/list/-', 'v', { ...OBJECT, list: ['x', { y: 1 }, 'v'] }],
    ['/list/0', 'v', { ...OBJECT, list: ['v', { y: 1 }] }],
    ['/list/1/y', 2, { ...OBJECT, list: ['x', { y: 2 }] }],
    ['/a/example.org~1role~01', 2, { ...OBJECT, a: { b: 1, 'example.org/role~1': 2 } }],
    ['/a/b', undefined, { ...OBJECT, a: {} }],
    ['/list/0', undefined, { ...OBJECT, list: [{ y: 1 }] }],
    ['/a/b', false, { ...OBJECT, a: { b: false } }],
    ['/a/constructor', 2, { ...OBJECT, a: { b: 1, constructor: 2 } }],
  ])('%s: %j', (pointer, value, expected) => {
    const before = JSON.stringify(OBJECT);

    expect(withValue(OBJECT, pointer, value)).toEqual(expected);
    expect(JSON.stringify(OBJECT)).toBe(before);
  });

  test.each([
    ['/list/2', 'v', 'has 2 for a list of 2; write the number of an item, from 0, or - for a new one'],
    ['/list/y', 'v', 'has y for a list of 2; write the number of an item, from 0, or - for a new one'],
    ['/list/-', undefined, 'names no item to remove; write its number'],
    ['/text/b', 'v', 'leads into "z", which has no fields; leave out what follows its name'],
    ['/new/0', 'v', 'has 0 where no list is; write /- there'],
    ['/a/c', undefined, 'is not there to be removed; leave the call out'],
    ['/new/field', undefined, 'is not there to be removed; leave the call out'],
  ])('%s: %j is refused', (pointer, value, expected) => {
    expect(faultOf(() => withValue(OBJECT, pointer, value))).toBe(expected);
  });
});

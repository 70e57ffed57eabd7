import { describe, expect, test } from 'vitest';
import { parseInertObject } from '../../src/kubernetes/inert-object';
import { faultOf } from '../helpers';

const NUMBER = "got '0o17': would be read as a number; write it another way";

describe('a part of a manifest', () => {
  test('is taken as it is', () => {
    const value = { name: 'a', items: [{ key: 'b', mode: 420 }], optional: null, deep: { of: true } };

    expect(parseInertObject(value)).toBe(value);
  });

  test.each(['text', 5, [], new Map()])('is not %j', (value) => {
    expect(faultOf(() => parseInertObject(value))).toBe('is not an object; write { ... }, as Kubernetes has it');
  });

  test.each([
    [{ name: '0o17' }, `name: ${NUMBER}`],
    [{ deep: { items: ['a', '0o17'] } }, `deep.items[1]: ${NUMBER}`],
    [{ items: [{ key: '0o17' }] }, `items[0].key: ${NUMBER}`],
    [{ 'example.org/role': '0o17' }, `['example.org/role']: ${NUMBER}`],
    [{ labels: { '0o17': 'a' } }, `labels: ${NUMBER}`],
    [{ name: 'a\u0000' }, "name: got 'a\\x00': has a character that YAML cannot hold; write tabs and \\n only"],
    [
      { labels: { '<<': 'a' } },
      "labels: got '<<': is a key that YAML takes for the merge of another object; write another key",
    ],
    [
      { labels: { constructor: 'a' } },
      "labels: got 'constructor': is a key that cdk8s cannot write; write another key",
    ],
  ])('%j is refused where it is wrong', (value, expected) => {
    expect(faultOf(() => parseInertObject(value))).toBe(expected);
  });
});

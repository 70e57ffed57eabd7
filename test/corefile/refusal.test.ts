import { expect, test } from 'vitest';
import { requires, unlessRefused } from '../../src/corefile/refusal';

test('a refusal is undefined, and any other error is one', () => {
  expect(unlessRefused(() => 1)).toBe(1);
  expect(unlessRefused(() => requires(false))).toBeUndefined();
  expect(() =>
    unlessRefused(() => {
      throw new TypeError('a bug');
    }),
  ).toThrow('a bug');
});

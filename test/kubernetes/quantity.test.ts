import { expect, test } from 'vitest';
import { parseQuantity } from '../../src/kubernetes/quantity';

test.each([
  ['100m', 0.1],
  ['1', 1],
  ['1.5k', 1500],
  ['2M', 2_000_000],
  ['1Ki', 1024],
  ['1Gi', 1024 ** 3],
  ['129e6', 129_000_000],
  ['1E3', 1000],
  ['1E', 1e18],
])('%s is %d', (text, amount) => {
  expect(parseQuantity(text)).toEqual({ text, amount });
});

import { expect, test } from 'vitest';
import { parseQuantity } from '../../src/kubernetes/quantity';
import { faultOf } from '../helpers';

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
  ['0', 0],
  ['.5', 0.5],
  ['5.', 5],
  ['+0.5', 0.5],
  ['5e-1', 0.5],
  ['1e+9', 1e9],
  ['250000u', 0.25],
  ['250000000n', 0.25],
])('%s is %d', (text, amount) => {
  expect(parseQuantity(text)).toEqual({ text, amount: expect.closeTo(amount, 9) });
});

test.each([
  ['64MB', '64M'],
  ['1.5gib', '1.5Gi'],
  ['2K', '2k'],
  ['2ki', '2Ki'],
  ['512 Mi', '512Mi'],
  ['1g', '1G'],
])('%s is refused, and %s is what is meant', (text, meant) => {
  expect(faultOf(() => parseQuantity(text))).toBe(`is not a quantity; did you mean '${meant}'?`);
});

test.each(['', '.', '+', 'm', '-1', '1 ', '0x10', '1e+', '1e100', '1Mib i', '1,5', 5, null])(
  '%j is refused',
  (value) => {
    expect(faultOf(() => parseQuantity(value))).toBe(
      "is not a quantity; write a string such as '25m' or '0.1' (cpu), '5Mi' or '1Gi' (memory)",
    );
  },
);

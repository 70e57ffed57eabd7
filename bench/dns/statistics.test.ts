import { describe, expect, test } from 'vitest';
import { percentile, ratios, spread } from './statistics';

describe('spread', () => {
  test('has the middle one of an odd number, as a number and not as text', () => {
    expect(spread([10, 9, 100])).toEqual({ median: 10, min: 9, max: 100 });
  });

  test('has the mean of the two middle ones of an even number', () => {
    expect(spread([4, 1, 3, 2]).median).toBe(2.5);
  });
});

test('ratios are of each round by itself', () => {
  // The medians' ratio would be 2 / 4.
  expect(ratios([1, 2, 9], [1, 4, 6])).toEqual({ median: 1, min: 0.5, max: 1.5 });
});

test.each([
  [0.5, 2],
  [0.75, 3],
  [0.99, 4],
  [0, 1],
])('the percentile of %d of four figures is the one of nearest rank', (share, figure) => {
  expect(percentile([1, 2, 3, 4], share)).toBe(figure);
});

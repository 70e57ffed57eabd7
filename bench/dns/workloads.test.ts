import { describe, expect, test } from 'vitest';
import { HOT_NAMES, random, sparseQueries, TWELVE_NAMES, zipf } from './workloads';

test('the hot lists are as long as they are called', () => {
  expect([TWELVE_NAMES, HOT_NAMES].map((names) => new Set(names).size)).toEqual([12, 200]);
});

describe('zipf', () => {
  const draws = Array.from({ length: 100_000 }, zipf(1000, random(1)));
  const count = (rank: number) => draws.filter((draw) => draw === rank).length;

  test('draws the first rank twice as often as the second, and ten times as often as the tenth', () => {
    expect(count(1) / count(2)).toBeCloseTo(2, 0);
    expect(Math.round(count(1) / count(10))).toBeGreaterThan(8);
    expect(Math.round(count(1) / count(10))).toBeLessThan(12);
  });

  test('stays within the ranks, and reaches the last ones', () => {
    const last = zipf(3, () => 1 - 2 ** -32);
    expect([zipf(3, () => 0)(), last()]).toEqual([1, 3]);
    expect(Math.min(...new Set(draws))).toBe(1);
    expect(Math.max(...new Set(draws))).toBeLessThanOrEqual(1000);
  });
});

describe('random', () => {
  test('is the same for the same seed only', () => {
    const numbers = (seed: number) => Array.from({ length: 3 }, random(seed));
    expect(numbers(1)).toEqual(numbers(1));
    expect(numbers(1)).not.toEqual(numbers(2));
  });

  test('is from 0 to 1, and even', () => {
    const numbers = Array.from({ length: 10_000 }, random(7));
    expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
    expect(numbers.reduce((sum, number) => sum + number) / numbers.length).toBeCloseTo(0.5, 1);
  });
});

describe('sparse queries', () => {
  test('ask five search domains before the name itself', () => {
    const [first, second, third, fourth, fifth, last] = sparseQueries(1, 1);
    expect([first, second, third, fourth, fifth]).toEqual([
      `${last}.default.svc.cluster.local`,
      `${last}.svc.cluster.local`,
      `${last}.cluster.local`,
      `${last}.zone.lab.example`,
      `${last}.lab.example`,
    ]);
  });

  test('are six for each lookup, and others with another seed', () => {
    expect(sparseQueries(50, 1)).toHaveLength(300);
    expect(sparseQueries(50, 1)).not.toEqual(sparseQueries(50, 2));
  });
});

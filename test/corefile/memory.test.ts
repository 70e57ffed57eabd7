import { describe, expect, test } from 'vitest';
import { CacheProfile, Metrics, type NodeLocalDnsCacheProps } from '../../src';
import { cacheOf } from '../helpers';

const mebibytesOf = (props?: NodeLocalDnsCacheProps) => cacheOf(props).estimatedMemory.toMebibytes();

/** 40 MiB, and for each answer 620 bytes that are in use and as much again before Go collects them. */
const expected = (answers: number, gogc = 100) => Math.ceil(40 + (answers * 620 * (1 + gogc / 100)) / 1024 ** 2);

describe('the estimated memory', () => {
  test('is that of the process and of four zones full of answers of both kinds', () => {
    expect(mebibytesOf()).toBe(expected(4 * 2 * 9984));
    expect(mebibytesOf()).toBe(135);
  });

  test('follows the capacities', () => {
    expect(mebibytesOf({ cache: CacheProfile.of({ successCapacity: 19968, denialCapacity: 1024 }) })).toBe(
      expected(4 * (19968 + 1024)),
    );
    expect(mebibytesOf({ cache: CacheProfile.RESILIENT })).toBe(expected(4 * 2 * 19968));
  });

  test('follows what Go lets the heap grow by', () => {
    expect(mebibytesOf({ gogc: 50 })).toBe(expected(4 * 2 * 9984, 50));
    expect(mebibytesOf({ gogc: 200 })).toBe(expected(4 * 2 * 9984, 200));
  });

  test('counts each zone of every server block that caches', () => {
    const cached = 'a.example b.example {\n  cache {\n    success 19968\n  }\n}';
    const ours = 4 * 2 * 9984;

    expect(mebibytesOf({ extraServerBlocks: cached })).toBe(expected(ours + 2 * (19968 + 9984)));
    expect(mebibytesOf({ extraServerBlocks: 'a.example {\n  cache 60\n}' })).toBe(expected(ours + 2 * 9984));
    expect(mebibytesOf({ extraServerBlocks: 'a.example {\n  whoami\n}', metrics: Metrics.LIGHT })).toBe(expected(ours));
  });
});

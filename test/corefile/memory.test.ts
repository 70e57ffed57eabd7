import { describe, expect, test } from 'vitest';
import { CacheProfile, Metrics, type NodeLocalDnsCacheProps } from '../../src';
import { cacheOf } from '../helpers';

const mebibytesOf = (props?: NodeLocalDnsCacheProps) => cacheOf(props).estimatedMemory.toMebibytes();

describe('the estimated memory', () => {
  test('is that of the process and of four official server blocks', () => {
    expect(mebibytesOf()).toBe(50 + 4 * 30);
  });

  test('follows the capacities', () => {
    expect(mebibytesOf({ cache: CacheProfile.of({ successCapacity: 19968, denialCapacity: 9984 }) })).toBe(50 + 4 * 45);
    expect(mebibytesOf({ cache: CacheProfile.RESILIENT })).toBe(50 + 4 * 60);
  });

  test('is a whole figure, not below the formula', () => {
    // 8 x 1024 answers of 79872 that take 120.
    expect(mebibytesOf({ cache: CacheProfile.of({ successCapacity: 1024, denialCapacity: 1024 }) })).toBe(63);
  });

  test('counts each zone of every server block that caches', () => {
    const cached = 'a.example b.example {\n  cache {\n    success 19968\n  }\n}';

    expect(mebibytesOf({ extraServerBlocks: cached })).toBe(170 + 2 * 45);
    expect(mebibytesOf({ extraServerBlocks: 'a.example {\n  cache 60\n}' })).toBe(170 + 30);
    expect(mebibytesOf({ extraServerBlocks: 'a.example {\n  whoami\n}', metrics: Metrics.LIGHT })).toBe(170);
  });
});

import { describe, expect, test } from 'vitest';
import { parseCacheProfile } from '../../src/corefile/cache';

describe('cache directives', () => {
  test('without options are those of the official manifest', () => {
    expect(parseCacheProfile()).toEqual({
      cluster: {
        name: 'cache',
        args: [],
        block: [
          { name: 'success', args: ['9984', '30'] },
          { name: 'denial', args: ['9984', '5'] },
        ],
      },
      other: { name: 'cache', args: ['30'] },
      failFast: false,
    });
  });

  test('with options differ in the TTL of denials only', () => {
    const { cluster, other } = parseCacheProfile({ successCapacity: 4096 });

    expect(cluster.block?.map(({ args }) => args)).toEqual([
      ['4096', '30'],
      ['9984', '5'],
    ]);
    expect(other.block?.map(({ args }) => args)).toEqual([
      ['4096', '30'],
      ['9984', '30'],
    ]);
  });

  test.each([1024, 2 ** 31 - 1])('take a capacity of %d', (successCapacity) => {
    expect(parseCacheProfile({ successCapacity }).other.block?.[0].args[0]).toBe(String(successCapacity));
  });

  test.each([1023, 2 ** 31, 1024.5, Number.NaN, '2048'])('fail with a capacity of %s', (successCapacity) => {
    expect(() => parseCacheProfile({ successCapacity: successCapacity as number })).toThrow(
      /^successCapacity: got .*: is out of range; write a whole number from 1024 to 2147483647$/,
    );
  });
});

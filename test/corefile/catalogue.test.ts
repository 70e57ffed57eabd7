import { describe, expect, test } from 'vitest';
import { PLUGINS } from '../../src/corefile/catalogue';
import { OLDEST } from '../../src/image/node-cache';
import { isAtLeast } from '../../src/image/version';

describe('the catalogue', () => {
  test('has what `node-cache -plugins` of 1.26.8 prints, but for what is linked by accident', () => {
    expect(Object.keys(PLUGINS)).toEqual(
      'bind bufsize cache debug dns64 errors forward health hosts loadbalance log loop pprof prometheus reload rewrite template timeouts trace whoami'.split(
        ' ',
      ),
    );
  });

  test.each(Object.entries(PLUGINS))('%s has no option that is older than itself', (_, { since, options }) => {
    expect(isAtLeast(since, OLDEST)).toBe(true);
    for (const [version] of typeof options === 'object' ? Object.values(options) : []) {
      expect(isAtLeast(version, since)).toBe(true);
    }
  });

  test.each([
    ['timeouts', [1, 26, 8]],
    ['dns64', [1, 21, 3]],
    ['bufsize', [1, 22, 28]],
    ['template', [1, 17, 0]],
  ])('%s came with %j', (name, since) => {
    expect(PLUGINS[name].since).toEqual(since);
  });
});

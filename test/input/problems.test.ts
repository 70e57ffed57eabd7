import { describe, expect, test } from 'vitest';
import { Fault, located, Problems } from '../../src/input/problems';

function textOf(got: unknown): string {
  const problems = new Problems();
  problems.add('prop', got, 'reason', 'fix');
  try {
    problems.throwIfAny('subject');
  } catch (error) {
    return (error as Error).message.split('\n  - ')[1];
  }
  return '';
}

describe('the value in a problem', () => {
  const circular: Record<string, unknown> = {};
  circular.self = circular;

  test.each([
    ['a\nb', "'a\\nb'"],
    [Number.NaN, 'NaN'],
    [undefined, 'undefined'],
    [5n, '5n'],
    [{ a: ['b'] }, "{ a: [ 'b' ] }"],
    [circular, '<ref *1> { self: [Circular *1] }'],
  ])('%s is shown in one line', (got, shown) => {
    expect(textOf(got)).toBe(`prop: got ${shown}: reason; fix`);
  });

  test('is cut where it is long', () => {
    expect(textOf('x'.repeat(1000))).toBe(`prop: got '${'x'.repeat(199)}...: reason; fix`);
  });
});

test('no problem is no error', () => {
  expect(() => new Problems().throwIfAny('subject')).not.toThrow();
});

test('a fault becomes a problem, a bug of ours does not', () => {
  const problems = new Problems();

  const read = problems.try('prop', 1, () => {
    throw new Fault('reason', 'fix');
  });
  const bug = () =>
    problems.try('prop', 1, () => {
      throw new TypeError('bug');
    });

  expect(read).toBeUndefined();
  expect(problems.list).toEqual([{ path: 'prop', got: 1, reason: 'reason', fix: 'fix' }]);
  expect(bug).toThrow(TypeError);
});

describe('a check of a part', () => {
  test('says where its fault is', () => {
    const check = () =>
      located('the part', () => {
        throw new Fault('is wrong', 'fix it');
      });

    expect(check).toThrow(new Fault('the part is wrong', 'fix it'));
  });

  test('leaves a bug of ours as it is', () => {
    const bug = new TypeError('bug');

    expect(() =>
      located('the part', () => {
        throw bug;
      }),
    ).toThrow(bug);
  });
});

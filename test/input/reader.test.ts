import { describe, expect, test } from 'vitest';
import { Fault } from '../../src/input/problems';
import {
  optional,
  parseList,
  parseObject,
  type Rule,
  readProps,
  rulesFor,
  type Values,
  withDefault,
} from '../../src/input/reader';
import { parseBoolean, parseEntries, parseLists, parseString, parseWholeNumber } from '../../src/input/values';
import { faultOf } from '../helpers';

const parseCount = parseWholeNumber(0, 9);
const TABLE = {
  least: withDefault(1, parseCount),
  most: withDefault(8, parseCount),
  name: optional(parseString),
  names: withDefault([], parseList(parseString)),
  inner: withDefault({}, parseObject({ on: withDefault(true, parseBoolean), counts: optional(parseList(parseCount)) })),
};
const rule = rulesFor<Values<typeof TABLE>>();
const ORDER = rule(['least', 'most'], ({ least, most }, problems) => {
  if (least > most) problems.add('least', least, `is more than most, ${most}`, 'write less');
});

/** The lines of the error, of which the first says how many there are. */
function problemsOf(given: unknown, rules: Rule<Values<typeof TABLE>>[] = []): string[] {
  return faultOf(() => readProps('the subject', given, TABLE, rules)).split('\n  - ');
}

const ONE = 'the subject has a wrong value, nothing is emitted:';
const COUNT = 'is out of range; write a whole number from 0 to 9';
const LIST_OF = 'there is no such prop; use one of least, most, name, names, inner';

describe('what is right', () => {
  test('is read, with the defaults of what is not given', () => {
    expect(readProps('the subject', { least: 3, inner: { counts: [1] } }, TABLE)).toEqual({
      least: 3,
      most: 8,
      name: undefined,
      names: [],
      inner: { on: true, counts: [1] },
    });
  });

  test('may be null, which counts as not given', () => {
    const nulls = { least: null, most: null, name: null, names: null, inner: null };

    expect(readProps('the subject', nulls, TABLE)).toEqual(readProps('the subject', {}, TABLE));
    expect(readProps('the subject', { inner: { on: null, counts: null } }, TABLE).inner).toEqual({ on: true });
  });

  test('is left as it was', () => {
    const given = Object.freeze({ inner: Object.freeze({}), names: Object.freeze(['a']) });

    expect(() => readProps('the subject', given, TABLE, [ORDER])).not.toThrow();
  });

  test('may come from another realm, or have no prototype', () => {
    expect(readProps('the subject', Object.assign(Object.create(null), { least: 2 }), TABLE).least).toBe(2);
  });
});

describe('what is no object', () => {
  test.each([[undefined], [null], ['least'], [1], [true], [[]], [new Map()]])('%j is one problem', (given) => {
    const [title, problem, ...others] = problemsOf(given, [ORDER]);

    expect([title, others]).toEqual([ONE, []]);
    expect(problem).toMatch(/^props: got .*: is not an object; write \{ least: \.\.\., most: \.\.\. \}$/);
  });

  test('is one below a prop too, which names the props of its own', () => {
    expect(problemsOf({ inner: [] })).toEqual([ONE, 'inner: got []: is not an object; write { on: ..., counts: ... }']);
  });
});

describe('a prop that there is not', () => {
  test('is a problem, all at once, with what may be meant', () => {
    expect(problemsOf({ leest: 1, other: 2 })).toEqual([
      'the subject has 2 wrong values, nothing is emitted:',
      'leest: got 1: there is no such prop; did you mean least?',
      `other: got 2: ${LIST_OF}`,
    ]);
  });

  test.each(['constructor', 'toString', '__proto__'])('is not there by birth: %s', (name) => {
    expect(problemsOf(JSON.parse(`{"${name}": 1}`))).toEqual([ONE, `${name}: got 1: ${LIST_OF}`]);
  });

  test('is reported although it has no value', () => {
    expect(problemsOf({ leest: undefined })[1]).toBe(
      'leest: got undefined: there is no such prop; did you mean least?',
    );
  });
});

describe('what is wrong', () => {
  test('is reported in one error, with the path of each', () => {
    expect(problemsOf({ least: 10, names: ['a', 1, 'b', 2], inner: { on: 1, counts: [0, 10] } })).toEqual([
      'the subject has 5 wrong values, nothing is emitted:',
      `least: got 10: ${COUNT}`,
      "names[1]: got 1: is not a string; write it as '...'",
      "names[3]: got 2: is not a string; write it as '...'",
      'inner.on: got 1: is neither true nor false; write true or false',
      `inner.counts[1]: got 10: ${COUNT}`,
    ]);
  });

  test('is each item of a list, a hole too', () => {
    // biome-ignore lint/suspicious/noSparseArray: a hole is what is tested
    expect(faultOf(() => parseList(parseString)([, 'a', null])).split('\n')).toEqual([
      "[0]: got undefined: is not a string; write it as '...'",
      "[2]: got null: is not a string; write it as '...'",
    ]);
  });

  test('is what is no list, with the value in one', () => {
    expect(problemsOf({ names: 'a' })).toEqual([ONE, "names: got 'a': is not a list; write ['a']"]);
    expect(problemsOf({ names: { 0: 'a' } })[1]).toMatch(/^names: got .*: is not a list; write \[/);
  });

  test('is what objects in a list have', () => {
    const parse = parseList(parseObject({ least: parseCount }));

    expect(faultOf(() => parse([{ least: 1 }, { least: 10 }]))).toBe(`[1].least: got 10: ${COUNT}`);
  });

  test('is what throws a fault; a bug of ours stays one', () => {
    const bug = {
      least: () => {
        throw new TypeError('bug');
      },
    };
    const fault = {
      least: () => {
        throw new Fault('is wrong', 'write another');
      },
    };

    expect(() => readProps('the subject', {}, bug)).toThrow(TypeError);
    expect(faultOf(() => readProps('the subject', {}, fault))).toBe(
      `${ONE}\n  - least: got undefined: is wrong; write another`,
    );
  });
});

describe('the entries of an object', () => {
  const parse = parseEntries("{ key: 'value' }", (key) => parseString(key).toLowerCase(), parseCount);

  test('are read by key', () => {
    expect(parse({ A: 1, b: 2 })).toEqual(
      new Map([
        ['a', 1],
        ['b', 2],
      ]),
    );
  });

  test('are all reported, with their key', () => {
    expect(faultOf(() => parse({ a: 10, b: 1, c: -1 })).split('\n')).toEqual([
      `['a']: got 10: ${COUNT}`,
      `['c']: got -1: ${COUNT}`,
    ]);
  });

  test('have each key once, in whatever spelling', () => {
    expect(faultOf(() => parse({ a: 1, A: 2 }))).toBe("props: got 'A': a stands there twice; put all under one key");
  });

  test('may be lists, none of which is empty', () => {
    const parseAll = parseLists(parseString, parseCount);

    expect(parseAll({ a: [1, 2] })).toEqual(new Map([['a', [1, 2]]]));
    expect(faultOf(() => parseAll({ a: [], b: [10] })).split('\n')).toEqual([
      "['a']: got []: is empty; fill it or leave it out",
      `['b'][0]: got 10: ${COUNT}`,
    ]);
  });
});

describe('a rule', () => {
  test('compares values that are right', () => {
    expect(problemsOf({ least: 9 }, [ORDER])).toEqual([ONE, 'least: got 9: is more than most, 8; write less']);
  });

  test('runs although another value is wrong', () => {
    expect(problemsOf({ least: 9, name: 1, other: 1 }, [ORDER]).slice(1)).toEqual([
      "name: got 1: is not a string; write it as '...'",
      `other: got 1: ${LIST_OF}`,
      'least: got 9: is more than most, 8; write less',
    ]);
  });

  test.each([
    { least: 9, most: 10 },
    { least: 'a', most: 0 },
  ])('does not run if a value of its own is wrong: %j', (given) => {
    expect(problemsOf(given, [ORDER])[0]).toBe(ONE);
    expect(problemsOf(given, [ORDER])[1]).toContain(COUNT);
  });

  test('does not run if one below is wrong, and sees no half of an object', () => {
    const seen: unknown[] = [];
    const inner = rule(['inner'], ({ inner }) => void seen.push(inner));
    problemsOf({ inner: { on: 1 } }, [inner]);

    expect(seen).toEqual([]);
  });

  test('runs with a value that is not there, since that is right', () => {
    const seen: unknown[] = [];
    readProps('the subject', {}, TABLE, [rule(['name'], (values) => void seen.push(values))]);

    expect(seen).toEqual([{ name: undefined }]);
  });

  test('sees what it needs and nothing else', () => {
    const seen: unknown[] = [];
    readProps('the subject', { least: 2 }, TABLE, [rule(['least', 'names'], (values) => void seen.push(values))]);

    expect(seen).toEqual([{ least: 2, names: [] }]);
  });

  test('of an object inside of props has the path of the object', () => {
    const parse = parseObject({ least: parseCount, most: parseCount }, [
      rulesFor<{ least: number; most: number }>()(['least', 'most'], ({ least, most }, problems) => {
        if (least > most) problems.add('most', most, 'is less than least', 'write more');
      }),
    ]);

    expect(
      faultOf(() => readProps('the subject', { limits: [{ least: 2, most: 1 }] }, { limits: parseList(parse) })),
    ).toBe(`${ONE}\n  - limits[0].most: got 1: is less than least; write more`);
  });
});

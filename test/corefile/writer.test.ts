import { describe, expect, test } from 'vitest';
import { parseCorefile } from '../../src/corefile/parser';
import { directive } from '../../src/corefile/tree';
import { writeCorefile } from '../../src/corefile/writer';
import { faultOf } from '../helpers';

const write = (...args: string[]) => writeCorefile([{ keys: ['.:53'], directives: [directive('template', args)] }]);

test('indents the braces of a directive as node-cache wants to find them', () => {
  const directives = [directive('errors'), directive('forward', ['.', '192.0.2.1'], [directive('force_tcp')])];

  expect(writeCorefile([{ keys: ['a:53', 'b:53'], directives }])).toBe(
    'a:53 b:53 {\n    errors\n    forward . 192.0.2.1 {\n            force_tcp\n    }\n}\n',
  );
});

describe('a token', () => {
  test.each(['plain', 'a"b', "it's", 'back\\slash', '{{.Name}}', '{}', '(.*)', '/etc/hosts'])(
    '%s is written as it is',
    (token) => {
      expect(write(token)).toBe(`.:53 {\n    template ${token}\n}\n`);
    },
  );

  test.each(['', 'two words', '"', '"a"', '#', 'a#b', 'a\tb', '\\ a'])('%j is quoted, and read as it was', (token) => {
    expect(write(token)).toContain(' "');
    expect(parseCorefile(write(token))[0].directives[0].args).toEqual([token]);
  });

  test.each([
    ['a\nb', 'has a line break, a control or a non-ASCII character'],
    ['{', 'would be read as the brace of a block'],
    ['}', 'would be read as the brace of a block'],
    ['{$A}', 'would be replaced by an environment variable'],
    ['{%A%}', 'would be replaced by an environment variable'],
    ['a \\', 'cannot be put into quotes'],
    ['a \\"', 'cannot be put into quotes'],
  ])('%j is refused', (token, reason) => {
    expect(faultOf(() => write(token))).toBe(`${JSON.stringify(token)} ${reason}; write it another way`);
  });
});

import { describe, expect, test } from 'vitest';
import { parseCorefile, parseDirectives } from '../../src/corefile/parser';
import { faultOf } from '../helpers';

const FIX = 'write it as CoreDNS documents the Corefile, one directive a line';
const inert = 'write it another way';

describe('reads', () => {
  test('zones, directives, arguments and braces', () => {
    const text = 'a.example b.example:53 {\n  errors\n  forward . 192.0.2.1 {\n    force_tcp\n  }\n}\n. {\n}\n';

    expect(parseCorefile(text)).toEqual([
      {
        keys: ['a.example', 'b.example:53'],
        directives: [
          { name: 'errors', args: [] },
          { name: 'forward', args: ['.', '192.0.2.1'], block: [{ name: 'force_tcp', args: [] }] },
        ],
      },
      { keys: ['.'], directives: [] },
    ]);
  });

  test.each([
    ['comments and empty lines', '# one\n\n  debug # two\n', [['debug']]],
    ['line ends of Windows', 'debug\r\nwhoami\r\n', [['debug'], ['whoami']]],
    ['quoted texts with spaces, # and quotes', 'template "a b" "#" "\\"c\\""', [['template', 'a b', '#', '"c"']]],
    ['an empty text', 'template ""', [['template', '']]],
    ['a quote within a word', `rewrite it's a"b`, [['rewrite', "it's", 'a"b']]],
    [
      'a backslash, which escapes nothing but a quote',
      'rewrite (.*)\\.a\\d "\\."',
      [['rewrite', '(.*)\\.a\\d', '\\.']],
    ],
    ['braces within a word', 'template {{.Name}} {}', [['template', '{{.Name}}', '{}']]],
    ['nothing', '', []],
  ])('%s', (_, text, expected) => {
    expect(parseDirectives(text).map(({ name, args }) => [name, ...args])).toEqual(expected);
  });
});

describe('fails on', () => {
  test.each([
    [
      'text without a block',
      'errors',
      `line 1: a server block must begin with its zones and end the line with {; ${FIX}`,
    ],
    [
      'a block without zones',
      '{\n}',
      `line 1: a server block must begin with its zones and end the line with {; ${FIX}`,
    ],
    ['a comma that no zone follows', 'a, {\n}', `line 1: a , must be followed by another zone; ${FIX}`],
    ['a block in one line', '. { errors }', `line 1: a { must end its line, and a } must stand alone on one; ${FIX}`],
    ['a block that is never closed', '. {\n errors\n', 'a { is never closed; put a } on a line of its own'],
    [
      'a } after a directive',
      '. {\n errors }\n',
      `line 2: a { must end its line, and a } must stand alone on one; ${FIX}`,
    ],
    ['a { on a line of its own', '. {\n errors\n {\n }\n}', `line 3: a { must follow a name on its line; ${FIX}`],
    [
      'import at the top',
      'import other',
      `line 1: a server block must begin with its zones and end the line with {; ${FIX}`,
    ],
    [
      'import in a block',
      '. {\n import /etc/coredns/*\n}',
      `line 2: \`import\` would bring in text that nothing has checked; ${FIX}`,
    ],
    [
      'import in quotes',
      '. {\n "import" x\n}',
      `line 2: \`import\` would bring in text that nothing has checked; ${FIX}`,
    ],
    [
      'braces after an option',
      '. {\n a {\n  b {\n  }\n }\n}',
      `line 3: \`b\` is an option, which takes no braces; ${FIX}`,
    ],
    [
      'a # within a word',
      '. {\n a b#c\n}',
      `line 2: a # must have a space before it, or the text must stand in quotes; ${FIX}`,
    ],
    ['a quoted text that is never closed', '. {\n a "b\n c"\n}', `line 2: a " is never closed; ${FIX}`],
    ['a quoted text that goes on', '. {\n a "b"c\n}', `line 2: a quoted text must be followed by a space; ${FIX}`],
    [
      'a brace in quotes, which CoreDNS reads as a brace',
      '. {\n a "{"\n}',
      `line 2: "{" would be read as the brace of a block; ${inert}`,
    ],
    [
      'an environment variable',
      '. {\n a {$HOME}\n}',
      `line 2: "{$HOME}" would be replaced by an environment variable; ${inert}`,
    ],
    [
      'one of Windows',
      '. {\n a "b{%A%}"\n}',
      `line 2: "b{%A%}" would be replaced by an environment variable; ${inert}`,
    ],
    [
      'a letter beyond ASCII',
      '. {\n a é\n}',
      `line 2: "é" has a line break, a control or a non-ASCII character; ${inert}`,
    ],
    [
      'a control character',
      '. {\n a b\0c\n}',
      `line 2: "b\\u0000c" has a line break, a control or a non-ASCII character; ${inert}`,
    ],
  ])('%s', (_, text, expected) => {
    expect(faultOf(() => parseCorefile(text))).toBe(expected);
  });

  test('a } that closes nothing', () => {
    expect(faultOf(() => parseDirectives('debug\n}\n. {\n'))).toBe(`line 2: a } closes nothing; ${FIX}`);
  });

  test('ten thousand braces, without running out of stack', () => {
    expect(faultOf(() => parseDirectives('a {\n'.repeat(10_000)))).toMatch(/^line 2: `a` is an option/);
  });
});

import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { regularExpression } from '../../src/corefile/go-regexp';
import { goTemplate } from '../../src/corefile/go-template';
import { REFUSED_BY_US, REFUSED_REGEXPS, REFUSED_TEMPLATES, REGEXPS, TEMPLATES } from '../../test/corefile/go-text';
import { program } from '../harness/programs';

const MUTANTS = 30_000;
/** How many of those that Go takes may be refused. */
const MOST_REFUSED = 0.02;

type Lists = Record<'regexps' | 'templates', readonly string[]>;

let judge: string;
beforeAll(async () => {
  judge = await program('go-text');
});

/** Whether Go takes each text, as CoreDNS's plugins ask it. */
function verdictsOf(lists: Partial<Lists>): Record<keyof Lists, boolean[]> {
  const input = JSON.stringify(lists);
  return JSON.parse(execFileSync(judge, { input, encoding: 'utf8', maxBuffer: 64 << 20 }));
}

/** Texts of a list with up to four changes: a piece left out, or a piece of another text put in. */
function mutants(texts: readonly string[], pieces: readonly string[]): readonly string[] {
  const piece = fc.oneof(
    fc.constantFrom(...pieces),
    fc.tuple(fc.constantFrom(...texts), fc.nat(), fc.integer({ min: 1, max: 12 })).map(([text, at, length]) => {
      const start = at % (text.length + 1);
      return text.slice(start, start + length);
    }),
  );
  const change = fc.tuple(fc.nat(), fc.constantFrom(0, 0, 1, 2, 6), fc.oneof(piece, fc.constant('')));
  const mutant = fc
    .tuple(fc.constantFrom(...texts), fc.array(change, { minLength: 1, maxLength: 4 }))
    .map(([text, changes]) =>
      changes.reduce((result, [where, left, put]) => {
        const at = where % (result.length + 1);
        return result.slice(0, at) + put + result.slice(at + left);
      }, text),
    );
  return [...new Set(fc.sample(mutant, MUTANTS))].filter((text) => text !== '');
}

describe.each([
  {
    kind: 'regexps' as const,
    takes: regularExpression,
    right: REGEXPS,
    wrong: REFUSED_REGEXPS,
    ours: REFUSED_BY_US.regexps,
    pieces: [
      ...'()[]{}|?*+.^$\\-:',
      '(?',
      '(?:',
      '(?i)',
      '(?P<',
      '{2,3}',
      '{0}',
      '{40}',
      '{1000}',
      '()',
      '[^',
      '[[:alpha:]]',
      '\\p{',
      '\\x{',
      '\\Q',
      '\\E',
    ],
  },
  {
    kind: 'templates' as const,
    takes: goTemplate,
    right: TEMPLATES,
    wrong: REFUSED_TEMPLATES,
    ours: REFUSED_BY_US.templates,
    pieces: [
      ...'(){}|.,$=:"`\\- 1x',
      '{{',
      '}}',
      '{{-',
      '-}}',
      ' - ',
      '{{end}}',
      '{{else}}',
      '{{if .Name}}',
      '{{range $i, $v := .Match}}',
      '{{with $x := .Name}}',
      '$x',
      ':=',
      ' | ',
      ' len ',
      '/*',
      '*/',
    ],
  },
])('of $kind, Go', ({ kind, takes, right, wrong, ours, pieces }) => {
  test('takes what the unit tests say that it takes, and no more', () => {
    const taken = verdictsOf({ [kind]: [...right, ...wrong, ...ours] })[kind];

    expect([...right, ...wrong, ...ours].filter((_, index) => taken[index])).toEqual([...right, ...ours]);
  });

  test('takes all mutants that the package takes, and few that it refuses', () => {
    const texts = mutants([...right, ...wrong], pieces);
    const taken = verdictsOf({ [kind]: texts })[kind];
    const valid = texts.filter((_, index) => taken[index]);
    const refused = valid.filter((text) => !takes(text));
    console.log(`${texts.length} ${kind}: Go takes ${valid.length}, of which ${refused.length} are refused`);

    expect(valid.length).toBeGreaterThan(texts.length / 10);
    expect(texts.filter((text, index) => takes(text) && !taken[index])).toEqual([]);
    expect(refused.length / valid.length).toBeLessThan(MOST_REFUSED);
  });
});

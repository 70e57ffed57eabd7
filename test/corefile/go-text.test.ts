import { describe, expect, test } from 'vitest';
import { groupsOf, regularExpression } from '../../src/corefile/go-regexp';
import { goTemplate } from '../../src/corefile/go-template';
import { problemsOf } from '../helpers';
import { REFUSED_BY_US, REFUSED_REGEXPS, REFUSED_TEMPLATES, REGEXPS, TEMPLATES } from './go-text';

describe('a regular expression', () => {
  test.each(REGEXPS)('%j is one', (text) => {
    expect(regularExpression(text)).toBe(true);
  });

  test.each([...REFUSED_REGEXPS, ...REFUSED_BY_US.regexps, 'é', 'a\n'])('%j is none', (text) => {
    expect(regularExpression(text)).toBe(false);
  });

  test.each([
    ['a', 0],
    ['(a)(?:b)((?P<c>c)|[(])\\(\\Q(\\E(?i)(?i:d)', 3],
    ['(', undefined],
  ])('%j has its groups counted: %s', (text, groups) => {
    expect(groupsOf(text)).toBe(groups);
  });

  test('is checked in time where it is long and deep', () => {
    expect(regularExpression('('.repeat(15_000))).toBe(false);
    expect(regularExpression(`${'(a|b)*[a-z]'.repeat(1300)}`)).toBe(true);
  });
});

describe('a template', () => {
  test.each(TEMPLATES)('%j is one', (text) => {
    expect(goTemplate(text)).toBe(true);
  });

  test.each([...REFUSED_TEMPLATES, ...REFUSED_BY_US.templates, ''])('%j is none', (text) => {
    expect(goTemplate(text)).toBe(false);
  });
});

test('extra text has both checked', () => {
  const problems = (option: string) => problemsOf({ extraPlugins: `template IN A x.example {\n ${option}\n}` });

  expect(problems('match \\Z')[0]).toMatch('`match \\Z` is not what `match` takes; write match REGEX...');
  expect(problems('answer "{{else}}"')[0]).toMatch('`answer {{else}}` is not what `answer` takes; write answer TEM');
  expect(problems('match (?i)x\n answer "{{ .Name }} 60 IN A 192.0.2.1"')).toEqual([]);
});

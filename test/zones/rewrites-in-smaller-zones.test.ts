import { expect, test } from 'vitest';
import { Zone } from '../../src';
import { problemsOf } from '../helpers';

const problems = (from: string, to: string) =>
  problemsOf({
    zones: { 'corp.example': Zone.of({ rewrites: { [from]: to } }), 'dev.corp.example': Zone.of({}) },
    extraServerBlocks: 'lab.corp.example {\n whoami\n}',
  });

test.each([
  ['a.dev.corp.example', 'b.corp.example', 'dev.corp.example'],
  ['*.dev.corp.example', '*.corp.example', 'dev.corp.example'],
  ['lab.corp.example', 'b.corp.example', 'lab.corp.example'],
])('a rewrite of %s would do nothing in the zone around', (from, to, zone) => {
  expect(problems(from, to)).toEqual([
    `zones['corp.example'].rewrites['${from}']: got '${to}': is for a name in the smaller zone ${zone}; write it in that zone`,
  ]);
});

test('a rewrite of the other names of a zone is right', () => {
  expect(problems('*.corp.example', '*.x.corp.example')).toEqual([]);
});

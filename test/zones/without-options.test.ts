import { expect, test } from 'vitest';
import { QueryLog, Zone } from '../../src';
import { problemsOf } from '../helpers';

// The compiler refuses these calls. In JavaScript they must not become a zone without names, or no log.
const without = <T>(of: (options: never) => T) => (of as () => T)();

test('Zone.of() is no Zone.nonexistent()', () => {
  expect(problemsOf({ zones: { 'corp.example': without(Zone.of) } })).toEqual([
    "zones['corp.example']: got undefined: is not an object; write { forward: ..., cache: ... }",
  ]);
});

test('QueryLog.of() is no QueryLog.OFF', () => {
  expect(problemsOf({ queryLog: without(QueryLog.of) })).toEqual([
    'queryLog: got undefined: is not an object; write { classes: ..., format: ... }',
  ]);
});

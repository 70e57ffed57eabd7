import { expect, test } from 'vitest';
import { Forward, Zone } from '../../src';
import { problemsOf } from '../helpers';

test('a zone takes the servers of the smallest zone around it, even inside an extra server block', () => {
  const zones = {
    'b.corp.example': Zone.of({ forward: Forward.to(['192.0.2.1']) }),
    'a.b.corp.example': Zone.of({}),
  };
  expect(problemsOf({ zones, extraServerBlocks: 'corp.example {\n whoami\n}' })).toEqual([]);
});

test('a zone whose smallest zone around it is an extra server block needs servers', () => {
  const zones = { 'corp.example': Zone.of({ forward: Forward.to(['192.0.2.1']) }), 'a.b.corp.example': Zone.of({}) };
  const problems = problemsOf({ zones, extraServerBlocks: 'b.corp.example {\n whoami\n}' });

  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain('has no servers, and b.corp.example around it is in extraServerBlocks');
});

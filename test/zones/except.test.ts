import { expect, test } from 'vitest';
import { Forward, Zone } from '../../src';
import { problemsOf } from '../helpers';

const problems = (except: string) =>
  problemsOf({ zones: { 'corp.example': Zone.of({ forward: Forward.to(['192.0.2.1'], { except: [except] }) }) } });

test.each(['corp.example', 'example'])('an exception of %s would leave nothing of the zone', (domain) => {
  expect(problems(domain)).toEqual([
    `zones['corp.example'].forward.except: got '${domain}': has the whole zone corp.example, so no name of it would be ` +
      'asked for; leave it out, or write a smaller domain',
  ]);
});

test.each(['a.corp.example', 'other.example'])('an exception of %s leaves the rest', (domain) => {
  expect(problems(domain)).toEqual([]);
});

import { expect, test } from 'vitest';
import { Zone } from '../../src';
import { problemsOf } from '../helpers';

const problems = (name: string) =>
  problemsOf({
    hostRecords: { '192.0.2.1': [name] },
    zones: { 'corp.example': Zone.nonexistent() },
    extraServerBlocks: 'x.corp.example {\n whoami\n}\nexample {\n whoami\n}',
  });

test('a host record of an extra server block is answered, even inside a zone without names', () => {
  expect(problems('a.x.corp.example')).toEqual([]);
});

test('a host record of a zone without names is an error, even inside an extra server block', () => {
  expect(problems('a.corp.example')).toHaveLength(1);
});

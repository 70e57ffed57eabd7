import { describe, expect, test } from 'vitest';
import { suggestion } from '../../src/input/suggestion';
import { problemsOf } from '../helpers';

describe('a name that nothing has', () => {
  test.each([
    ['clusterDNSIp', "clusterDNSIp: got 'value': there is no such prop; did you mean clusterDnsIp?"],
    ['hostRecord', "hostRecord: got 'value': there is no such prop; did you mean hostRecords?"],
    [
      'constructor',
      "constructor: got 'value': there is no such prop; use one of proxyMode, availability, kubelet, localIp, ",
    ],
  ])('as a prop, %s, is refused', (prop, message) => {
    expect(problemsOf({ [prop]: 'value' })).toEqual([expect.stringContaining(message)]);
  });

  test.each([
    [{ limit: {} }, 'resources.limit: got {}: there is no such prop; did you mean limits?'],
    [{ limits: { mem: '1Gi' } }, "resources.limits.mem: got '1Gi': there is no such prop; use one of cpu, memory"],
  ])('as a field of resources is refused', (resources, message) => {
    expect(problemsOf({ resources })).toEqual([expect.stringContaining(message)]);
  });
});

test('a list of the names that there are has none of them twice', () => {
  const problems = problemsOf({ 'no such prop': 1 });
  const [, names] = /^no such prop: got 1: there is no such prop; use one of (.*)$/.exec(problems[0]) ?? [];
  const listed = names.split(', ');

  expect(problems).toHaveLength(1);
  expect(new Set(listed).size).toBe(listed.length);
  expect(listed).toEqual(expect.arrayContaining(['proxyMode', 'localIp', 'labels']));
});

describe('a suggestion', () => {
  test.each([
    ['rewritte', 'did you mean rewrite?'],
    ['Rewrite', 'did you mean rewrite?'],
    ['ready', 'use one of rewrite, template'],
  ])('for %s', (name, expected) => {
    expect(suggestion(name, ['rewrite', 'template'])).toBe(expected);
  });
});

import { describe, expect, test } from 'vitest';
import { suggestion } from '../../src/input/suggestion';
import { problemsOf } from '../helpers';

describe('a name that nothing has', () => {
  test.each([
    ['clusterDNSIp', 'there is no prop clusterDNSIp; did you mean clusterDnsIp?'],
    ['hostRecord', 'there is no prop hostRecord; did you mean hostRecords?'],
    ['constructor', 'there is no prop constructor; use one of proxyMode, localIp, '],
  ])('as a prop, %s, is refused', (prop, message) => {
    expect(problemsOf({ [prop]: 'value' })).toEqual([expect.stringContaining(message)]);
  });

  test.each([
    [{ limit: {} }, 'there is no field of resources limit; did you mean limits?'],
    [{ limits: { mem: '1Gi' } }, 'there is no field of limits mem; use one of cpu, memory'],
  ])('as a field of resources is refused', (resources, message) => {
    expect(problemsOf({ resources })).toEqual([expect.stringContaining(message)]);
  });
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

import { describe, expect, test } from 'vitest';
import { parseDomain } from '../../src/input/domain';
import { faultOf } from '../helpers';

describe('a domain', () => {
  test.each([
    ['cluster.local', 'cluster.local'],
    ['Cluster.LOCAL.', 'cluster.local'],
    ['local', 'local'],
    ['10.in-addr.arpa', '10.in-addr.arpa'],
    ['_tcp.xn--bcher-kva.example', '_tcp.xn--bcher-kva.example'],
    ['constructor', 'constructor'],
    [`${'a'.repeat(63)}.example`, `${'a'.repeat(63)}.example`],
    ['a.'.repeat(127), 'a.'.repeat(127).slice(0, -1)],
  ])('%s is %s', (text, domain) => {
    expect(parseDomain(text)).toBe(domain);
  });

  test.each(['a-', '-', 'a.-b', 'a\tb', 'a/b', 'a\u200bb', 'a;b', 'a,b', '(a)', 'a:53', '{%A%}', "a'b"])(
    '%j is none',
    (text) => {
      expect(faultOf(() => parseDomain(text))).toMatch('has a label that no domain can have');
    },
  );

  test('a number to whoever reads the YAML is none', () => {
    expect(faultOf(() => parseDomain('0o7'))).toMatch('would be read as a number');
  });

  test.each([null, undefined, 5, {}, ['a']])('%j is none', (value) => {
    expect(faultOf(() => parseDomain(value))).toMatch('is not a domain');
  });
});

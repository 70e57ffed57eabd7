import { describe, expect, test } from 'vitest';
import {
  parseAnnotations,
  parseLabels,
  parseNamespace,
  parseObjectName,
  parseServiceName,
} from '../../src/kubernetes/identifiers';
import { faultOf } from '../helpers';

describe('names', () => {
  test('may have 63 characters, not 64', () => {
    expect(parseServiceName('a'.repeat(63))).toHaveLength(63);
    expect(parseNamespace('1'.repeat(63))).toHaveLength(63);
    expect(faultOf(() => parseServiceName('a'.repeat(64)))).toMatch('is not a name that a Service can have');
    expect(faultOf(() => parseNamespace('1'.repeat(64)))).toMatch('is not a namespace');
  });

  test('of Secrets and priority classes may have dots and 253 characters, not 254', () => {
    const name = 'a.'.repeat(126);

    expect(parseObjectName(`${name}a`)).toHaveLength(253);
    expect(faultOf(() => parseObjectName(`${name}aa`))).toMatch('is longer than 253 characters');
    expect(faultOf(() => parseObjectName('a..b'))).toMatch('is not a name that Kubernetes takes');
  });
});

describe('labels', () => {
  test.each([
    [{ 'k8s-app': 'a' }],
    [{ 'app.kubernetes.io/name': 'A_b.c-1' }],
    [{ empty: '' }],
    [{ toString: 'a', hasOwnProperty: 'b' }],
    [{ [`${'p'.repeat(63)}.example/${'n'.repeat(63)}`]: 'v'.repeat(63) }],
    [{ y: 'n', on: 'true', null: '1e3', a: '012' }],
  ])('%j are fine', (labels) => {
    expect(parseLabels(labels)).toEqual(labels);
  });

  test.each([
    '',
    '/',
    'a/',
    '/a',
    'A.B/c',
    'a_b.example/c',
    'a/b/c',
    '-a',
    'n'.repeat(64),
    `${'p.'.repeat(127)}p/a`,
    'a\n',
  ])('have no key %j', (key) => {
    expect(faultOf(() => parseLabels({ [key]: 'a' }))).toMatch('is not a key that Kubernetes takes');
  });

  test.each(['-a', 'a-', 'a b', 'a/b', 'é', 'a\n', '{a}'])('have no value %j', (value) => {
    expect(faultOf(() => parseLabels({ a: value }))).toMatch(
      /^\['a'\]: got .*: is not a value that a label can have; /s,
    );
  });

  // sigs.k8s.io/yaml reads them as Go does, the library of cdk8s by YAML 1.1, which has no 0o7.
  test.each(['0o17', '0O17', '0X1F', '0B1', '0X1_F', '1e3_0', '0_x1f', '1_000'])(
    'have no value %s, which kubectl reads as a number',
    (value) => {
      expect(faultOf(() => parseLabels({ a: value }))).toBe(
        `['a']: got '${value}': would be read as a number; write it another way`,
      );
    },
  );

  test('have no such key either', () => {
    expect(faultOf(() => parseLabels({ '0o17': 'a' }))).toMatch('would be read as a number');
  });
});

describe('annotations', () => {
  test('may have any text of several lines, and capitals in their domain', () => {
    const annotations = { 'Example.org/Note': 'a: "b"\n# c\t💥 é', empty: '' };

    expect(parseAnnotations(annotations)).toEqual(annotations);
  });

  test.each(['a\u2028b', 'a\u2029b', 'a\u0085b', 'a\rb', 'a\0b', 'a\x7fb', 'a\ud800b', '\ufeffa'])(
    'have no value %j, which kubectl refuses or takes for a new line',
    (value) => {
      expect(faultOf(() => parseAnnotations({ a: value }))).toMatch('has a character that YAML cannot hold');
    },
  );

  test.each(['\ta\nb', '\t\n', '\n\n\ta'])('have no value %j, which kubectl cannot read', (value) => {
    expect(faultOf(() => parseAnnotations({ a: value }))).toMatch('has several lines and begins with a tab');
  });

  test.each(['\ta', ' \ta\nb', 'a\n\tb'])('may have the value %j', (value) => {
    expect(parseAnnotations({ a: value })).toEqual({ a: value });
  });
});

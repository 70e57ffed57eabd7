import { describe, expect, test } from 'vitest';
import { parseImageReference } from '../../src/image/reference';
import { faultOf } from '../helpers';

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;
const LONG_DIGEST = `sha512:${'0123456789abcdef'.repeat(8)}`;

describe('accepts', () => {
  test.each([
    ['registry.k8s.io/dns/k8s-dns-node-cache:1.26.8', 'k8s-dns-node-cache', '1.26.8'],
    ['dyrnq/k8s-dns-node-cache:1.22.20', 'k8s-dns-node-cache', '1.22.20'],
    ['cr.imroc.cc/k8s/k8s-dns-node-cache:1.17.0', 'k8s-dns-node-cache', '1.17.0'],
    ['node-cache:latest', 'node-cache', 'latest'],
    ['localhost:5000/a__b/c.d/e-f:v1_2.3-4', 'e-f', 'v1_2.3-4'],
    ['[fd00::5]:5000/node-cache:1', 'node-cache', '1'],
    [`registry.example/node-cache@${DIGEST}`, 'node-cache', undefined],
    [`registry.example:5000/node-cache:1.26.8@${DIGEST}`, 'node-cache', '1.26.8'],
    [`registry.example/node-cache:1.26.8@${LONG_DIGEST}`, 'node-cache', '1.26.8'],
    [`a:${'t'.repeat(128)}`, 'a', 't'.repeat(128)],
  ])('%s', (text, name, tag) => {
    expect(parseImageReference(text)).toEqual({ text, name, tag });
  });
});

describe('refuses', () => {
  test.each([
    'a:',
    ':1',
    'a@sha256:0',
    `a@${DIGEST}0`,
    `a@${LONG_DIGEST}0`,
    `a@${DIGEST.replace('256', '512')}`,
    `a@${LONG_DIGEST.replace('512', '256')}`,
    'a:-1',
    'a/B:1',
    'registry.example//a:1',
    'a/b/:1',
    `a:${'t'.repeat(129)}`,
    `${'a'.repeat(256)}:1`,
    'a:1 ',
    'a:$(TAG)',
    'a:1\nb',
    undefined,
  ])('%j', (text) => {
    expect(faultOf(() => parseImageReference(text))).toMatch('is not an image reference');
  });

  test('a name alone', () => {
    expect(faultOf(() => parseImageReference('registry.example:5000/node-cache'))).toMatch(
      'names neither a tag nor a digest',
    );
  });

  test('a very long text at once', () => {
    expect(faultOf(() => parseImageReference('a-'.repeat(1_000_000)))).toMatch('is not an image reference');
  });
});

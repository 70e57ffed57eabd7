import { describe, expect, test } from 'vitest';
import { defaultImage, NODE_CACHE, parseImageRegistry, TOOLS } from '../../src/image/defaults';
import { faultOf } from '../helpers';

describe.each([
  ['node-cache', NODE_CACHE, 'registry.k8s.io/dns', 'k8s-dns-node-cache:1.26.8'],
  ['the tools', TOOLS, 'docker.io/library', 'busybox:1.37.0'],
])('the default image of %s', (_, image, registry, name) => {
  const digest = /^@sha256:[0-9a-f]{64}$/;

  test('is from its own registry, with a tag to read and a digest to hold it', () => {
    const { text } = defaultImage(image);

    expect(text.slice(0, -72)).toBe(`${registry}/${name}`);
    expect(text.slice(-72)).toMatch(digest);
  });

  test("is the same one from the user's", () => {
    const { text } = defaultImage(image, 'mirror.example.com:5000/k8s');

    expect(text).toBe(defaultImage(image).text.replace(registry, 'mirror.example.com:5000/k8s'));
  });
});

describe('a registry', () => {
  test.each(['registry.example', 'registry.example/mirror', 'localhost:5000', '[fd00::5]:5000/a/b', 'mirror'])(
    'may be %s',
    (registry) => {
      expect(parseImageRegistry(registry)).toBe(registry);
    },
  );

  test.each([
    '',
    '/',
    'registry.example/',
    'https://registry.example',
    'a b',
    'registry.example/A',
    'a@sha256:0',
    'a/b:1',
  ])('is not %j', (registry) => {
    expect(faultOf(() => parseImageRegistry(registry))).toBe(
      'is not a registry; write one such as registry.example/mirror, without https:// and slash',
    );
  });

  test('is a string', () => {
    expect(faultOf(() => parseImageRegistry(5))).toBe("is not a string; write it as '...'");
  });
});

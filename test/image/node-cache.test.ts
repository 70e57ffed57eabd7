import { describe, expect, test } from 'vitest';
import { parseVersion, reloadsWithSignal, versionOfTag } from '../../src/image/node-cache';
import { cacheOf, containerOf, faultOf, problemsOf, zoneOf } from '../helpers';

const DIGEST = `@sha256:${'ab'.repeat(32)}`;

/** How a change of the Corefile reaches node-cache. */
function reloadOf(image: string, imageVersion?: string): string {
  const props = { image, imageVersion };
  const [signal, plugin] = [
    containerOf(props).args.includes('-reloadwithsignal=true'),
    zoneOf('.', props).includes('reload'),
  ];
  return signal === plugin ? 'wrong' : signal ? 'signal' : 'plugin';
}

describe('a change of the Corefile is loaded', () => {
  test.each([
    ['registry.k8s.io/dns/k8s-dns-node-cache:1.26.8', undefined],
    ['registry.k8s.io/dns/k8s-dns-node-cache:1.26.5', undefined],
    ['registry.example:5000/mirror/node-cache:v1.26.8-build20260819', undefined],
    [`registry.example/node-cache:1.26.8${DIGEST}`, undefined],
    [`registry.example/node-cache${DIGEST}`, '1.26.8'],
    ['registry.example/node-cache:stable', '1.26.5'],
    ['registry.example/node-cache:1.27.0', undefined],
  ])('by a signal with %s, version %s', (image, imageVersion) => {
    expect(reloadOf(image, imageVersion)).toBe('signal');
  });

  test.each([
    ['cr.imroc.cc/k8s/k8s-dns-node-cache:1.17.0', undefined],
    ['dyrnq/k8s-dns-node-cache:1.22.20', undefined],
    ['registry.example/node-cache:1.26.4', undefined],
    ['registry.example/node-cache:latest', undefined],
    [`registry.example/node-cache${DIGEST}`, undefined],
    [`registry.example/node-cache:latest${DIGEST}`, undefined],
    ['registry.example/node-cache:1.26.8', '1.26.4'],
  ])('by the reload plugin with %s, version %s', (image, imageVersion) => {
    expect(reloadOf(image, imageVersion)).toBe('plugin');
  });
});

test('1.17.0 gets no flag that it does not know', () => {
  const { args } = containerOf({ image: 'a:1.17.0', healthPort: 8099, setupMetricsPort: 9354 });

  expect(args.filter((arg: string) => arg.startsWith('-'))).toEqual([
    '-localip',
    '-conf',
    '-upstreamsvc',
    '-pidfile',
    '-setupiptables=false',
    '-health-port',
    '-metrics-listen-address',
  ]);
});

test('the reload plugin is in every block, for each reloads by itself', () => {
  expect(cacheOf({ image: 'a:1.17.0' }).corefile.match(/^ {4}reload$/gm)).toHaveLength(4);
  expect(cacheOf().corefile).not.toContain('reload');
});

describe('a tag', () => {
  test.each([
    ['1.26.8', [1, 26, 8]],
    ['v1.22.28', [1, 22, 28]],
    ['1.26.8-build20260819', [1, 26, 8]],
    ['1.17.0', [1, 17, 0]],
  ])('%s tells its version', (tag, version) => {
    expect(versionOfTag(tag)).toEqual(version);
  });

  // A date or a mirror's own release must not be taken for a new node-cache.
  test.each([undefined, 'latest', '1.26', '1.26.8.1', '2024.01.05', '20240105', '2.0.0', 'release-1.26.8', '0.9.1'])(
    '%s tells none, so the image is as the oldest',
    (tag) => {
      expect(versionOfTag(tag)).toEqual([1, 17, 0]);
    },
  );

  test.each(['1.16.0', '1.15.13'])('%s is too old', (tag) => {
    expect(problemsOf({ image: `registry.example/node-cache:${tag}` })).toEqual([
      `image: got 'registry.example/node-cache:${tag}': node-cache ${tag} is older than 1.17.0, the oldest that this package ` +
        'knows; use a newer image, or set imageVersion if the tag is not that of node-cache',
    ]);
  });
});

describe('imageVersion', () => {
  test.each(['1.26', 'v1.26.8', '1.26.8-rc1', '1.26.8\n', '', 'latest', 1.26, '99999.1.1'])(
    '%j is no version',
    (version) => {
      expect(faultOf(() => parseVersion(version))).toMatch('is not a version of node-cache');
    },
  );

  test('is compared number by number', () => {
    expect(reloadsWithSignal([1, 26, 10])).toBe(true);
    expect(reloadsWithSignal([1, 9, 99])).toBe(false);
    expect(reloadsWithSignal([2, 0, 0])).toBe(true);
    expect(reloadsWithSignal([1, 26, 4])).toBe(false);
  });

  test('is the version of the tag, where the image has its official name', () => {
    const image = 'mirror.example/dns/k8s-dns-node-cache:1.21.1';

    expect(problemsOf({ image, imageVersion: '1.21.1' })).toEqual([]);
    expect(problemsOf({ image: `k8s-dns-node-cache@sha256:${'0a'.repeat(32)}`, imageVersion: '1.26.8' })).toEqual([]);
    expect(problemsOf({ image, imageVersion: '1.26.8' })).toEqual([
      "imageVersion: got '1.26.8': is not the version of the image, whose tag is 1.21.1; leave it out: the tag says it",
    ]);
  });

  test('is not that of a mirror whose tag is a date', () => {
    expect(reloadOf('mirror.example/k8s-dns-node-cache:2024.1.1', '1.26.8')).toBe('signal');
    expect(reloadOf('mirror/k8s-dns-node-cache:2024.1.1', '1.23.1')).toBe(reloadOf('mirror/node-cache:1.23.1'));
  });

  test('lets a tag pass that looks too old', () => {
    expect(reloadOf('registry.example/node-cache:1.2.3', '1.26.8')).toBe('signal');
  });
});

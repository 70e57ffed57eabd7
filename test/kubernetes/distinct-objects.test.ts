import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Chart, Include, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  KubeOvnIntegration,
  NodeLocalDnsCache,
  NodeLocalDnsCleanup,
  NodeLocalDnsInjection,
  ProxyMode,
} from '../../src';

const PROPS = { proxyMode: ProxyMode.IPVS };
const FIX = 'write another name or namespace for one, or keep one of the two';
/** The cache's, as somebody else may write it. */
const CONFIG_MAP = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'node-local-dns', namespace: 'kube-system' },
};

let app: App;
let chart: Chart;
beforeEach(() => {
  app = new App();
  chart = new Chart(app, 'test');
});

const cacheIn = (scope: Construct, id = 'nld') => new NodeLocalDnsCache(scope, id, PROPS);

/** The errors that a synth ends with. */
function errorsOf(scope = chart): string[] {
  try {
    Testing.synth(scope);
  } catch (error) {
    const [title, ...errors] = (error as Error).message.split('\n  ');
    expect(title).toBe('Validation failed with the following errors:');
    return errors;
  }
  return [];
}

describe('objects of two constructs', () => {
  test('are one error, however many these are', () => {
    const cache = cacheIn(chart);
    for (const id of ['one', 'two']) new KubeOvnIntegration(chart, id, { cache, image: 'kubeovn/kube-ovn:v1.15.0' });

    const name = 'kube-system/node-local-dns-kube-ovn';
    expect(errorsOf()).toEqual([
      expect.stringMatching(
        new RegExp(
          `^\\[test\\] test/one and test/two both write ServiceAccount ${name}, Role ${name}, ` +
            `RoleBinding ${name}, Job ${name}-[0-9a-f]{8}; ${FIX}$`,
        ),
      ),
    ]);
  });

  test('are an error for each pair', () => {
    for (const id of ['one', 'two', 'three'])
      new NodeLocalDnsInjection(chart, id, { cache: cacheIn(new Chart(app, id)) });

    expect(errorsOf().map((error) => error.split(' both ')[0])).toEqual([
      '[test] test/one and test/two',
      '[test] test/one and test/three',
    ]);
  });

  test('without a namespace are named without one', () => {
    for (const id of ['one', 'two']) new NodeLocalDnsInjection(chart, id, { cache: cacheIn(new Chart(app, id)) });

    expect(errorsOf()).toEqual([
      '[test] test/one and test/two both write MutatingAdmissionPolicy node-local-dns-injection, ' +
        `MutatingAdmissionPolicyBinding node-local-dns-injection; ${FIX}`,
    ]);
  });

  test('are an error whichever way the app is synthesized, and each time', () => {
    for (const id of ['one', 'two']) new NodeLocalDnsCleanup(chart, id);

    for (const _ of [1, 2]) expect(() => app.synthYaml()).toThrow('test/one and test/two both write DaemonSet');
    expect(errorsOf()).toHaveLength(1);
  });

  test('may have other names', () => {
    const cache = cacheIn(chart);
    for (const name of ['one', 'two']) new NodeLocalDnsInjection(chart, name, { cache, name });

    expect(errorsOf()).toEqual([]);
  });

  test('may be in two charts, which are two clusters', () => {
    const other = new Chart(app, 'other');
    for (const each of [chart, other]) cacheIn(each);

    expect(errorsOf()).toEqual([]);
    expect(errorsOf(other)).toEqual([]);
  });

  test('may be in a chart inside of the chart', () => {
    const inner = new Chart(chart, 'inner');
    for (const each of [chart, inner]) new NodeLocalDnsCleanup(each, 'cleanup');

    expect(errorsOf()).toEqual([]);
  });
});

describe("an object of the user's", () => {
  test.each(['before', 'after'])('is an error %s the construct that writes it too', (when) => {
    if (when === 'after') cacheIn(chart);
    new ApiObject(chart, 'mine', CONFIG_MAP);
    if (when === 'before') cacheIn(chart);

    const owners = when === 'before' ? 'test/mine and test/nld' : 'test/nld and test/mine';
    expect(errorsOf()).toEqual([`[test] ${owners} both write ConfigMap kube-system/node-local-dns; ${FIX}`]);
  });

  test('is an error in a construct of theirs, and by its own path', () => {
    cacheIn(new Construct(chart, 'dns'));
    new ApiObject(new Construct(chart, 'theirs'), 'map', CONFIG_MAP);

    expect(errorsOf()).toEqual([
      `[test] test/dns/nld and test/theirs/map both write ConfigMap kube-system/node-local-dns; ${FIX}`,
    ]);
  });

  test('is an error from a manifest that is included', () => {
    const folder = mkdtempSync(join(tmpdir(), 'include-'));
    const url = join(folder, 'manifest.yaml');
    try {
      writeFileSync(url, JSON.stringify(CONFIG_MAP));
      cacheIn(chart);
      new Include(chart, 'manifest', { url });
    } finally {
      rmSync(folder, { recursive: true });
    }

    expect(errorsOf()).toEqual([expect.stringContaining('both write ConfigMap kube-system/node-local-dns; ')]);
    expect(errorsOf()[0]).toContain('test/nld and test/manifest/');
  });

  test('is an error in another version of its API', () => {
    cacheIn(chart);
    new ApiObject(chart, 'mine', { ...CONFIG_MAP, apiVersion: 'apps/v1beta2', kind: 'DaemonSet' });

    expect(errorsOf()).toEqual([expect.stringContaining('both write DaemonSet kube-system/node-local-dns; ')]);
  });

  test.each([
    ['namespace', { ...CONFIG_MAP, metadata: { ...CONFIG_MAP.metadata, namespace: 'other' } }],
    ['name', { ...CONFIG_MAP, metadata: { ...CONFIG_MAP.metadata, name: 'other' } }],
    ['kind', { ...CONFIG_MAP, kind: 'Secret' }],
    ['group', { ...CONFIG_MAP, apiVersion: 'example.org/v1' }],
  ])('is none with another %s', (_, object) => {
    cacheIn(chart);
    new ApiObject(chart, 'mine', object);

    expect(errorsOf()).toEqual([]);
  });

  test('is none in another chart', () => {
    cacheIn(chart);
    const other = new Chart(app, 'other');
    new ApiObject(other, 'mine', CONFIG_MAP);

    expect(errorsOf()).toEqual([]);
    expect(errorsOf(other)).toEqual([]);
  });

  test('is their own business where two are one', () => {
    cacheIn(chart);
    for (const id of ['one', 'two']) {
      new ApiObject(chart, id, { ...CONFIG_MAP, metadata: { name: 'theirs', namespace: 'kube-system' } });
    }

    expect(errorsOf()).toEqual([]);
  });
});

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Chart, JsonPatch, Testing, YamlOutputType } from 'cdk8s';
import * as plus28 from 'cdk8s-plus-28';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { expression, nodeAffinity } from '../../lab/fixtures/pods';
import { NodeLocalDnsCache, type UseInOptions } from '../../src';
import { cacheOf } from '../helpers';
import { containers, dnsOf, EXPECTED, podSpec, workload } from './workloads';

const directory = mkdtempSync(join(tmpdir(), 'use-in-'));
afterAll(() => rmSync(directory, { recursive: true }));

let app: App;
let chart: Chart;
let cache: NodeLocalDnsCache;
beforeEach(() => {
  app = new App({ outdir: join(directory, 'dist') });
  chart = new Chart(app, 'shop', { namespace: 'shop' });
  cache = cacheOf();
});

describe('the call may come first, and every way to synthesize counts', () => {
  beforeEach(() => {
    cache.useIn(app);
    new ApiObject(chart, 'web', workload('apps/v1', 'Deployment'));
  });
  const written = (yaml: string) => dnsOf(parseAllDocuments(yaml)[0].toJS());

  test('Testing.synth, also twice', () => {
    expect(dnsOf(Testing.synth(chart)[0])).toEqual(EXPECTED);
    expect(dnsOf(Testing.synth(chart)[0])).toEqual(EXPECTED);
  });

  test('App.synthYaml', () => {
    expect(written(app.synthYaml())).toEqual(EXPECTED);
  });

  test.each(Object.values(YamlOutputType).filter((type) => typeof type === 'number'))('App.synth, %s', (type) => {
    Object.defineProperty(app, 'yamlOutputType', { value: type });
    app.synth();
    const file = ['app', 'shop', 'Deployment.deployment', 'shop/Deployment.deployment'][type];

    expect(written(readFileSync(join(directory, 'dist', `${file}.k8s.yaml`), 'utf8'))).toEqual(EXPECTED);
  });

  test('a workload that comes after a synth', () => {
    Testing.synth(chart);
    new ApiObject(chart, 'later', workload('v1', 'Pod'));

    expect(dnsOf(Testing.synth(chart)[1])).toEqual(EXPECTED);
  });
});

describe('the namespace is', () => {
  const searchOf = (object: object) => podSpec(object).dnsConfig.searches[0];

  test("the workload's own", () => {
    new ApiObject(chart, 'web', workload('v1', 'Pod', {}, { namespace: 'other' }));
    cache.useIn(chart);

    expect(searchOf(Testing.synth(chart)[0])).toBe('other.svc.cluster.local');
  });

  test.each([
    [undefined, 'default.svc.cluster.local'],
    ['team', 'team.svc.cluster.local'],
  ])('without one: the option %s', (namespace, expected) => {
    const without = new Chart(app, 'without');
    new ApiObject(without, 'web', workload('v1', 'Pod'));
    cache.useIn(without, { namespace });

    expect(searchOf(Testing.synth(without)[0])).toBe(expected);
  });
});

describe('what a workload has of its own', () => {
  test('in its dnsConfig is merged', () => {
    const dnsConfig = {
      searches: ['corp.example', 'cluster.local'],
      options: [{ name: 'ndots', value: '1' }, { name: 'rotate' }],
    };
    new ApiObject(chart, 'web', workload('v1', 'Pod', { dnsConfig, dnsPolicy: 'ClusterFirst' }));
    cache.useIn(chart, { options: ['timeout:2'] });

    expect(Testing.synth(chart)[0].spec).toMatchObject({
      dnsPolicy: 'None',
      dnsConfig: {
        nameservers: EXPECTED.dnsConfig.nameservers,
        searches: [...EXPECTED.dnsConfig.searches, 'corp.example'],
        options: [{ name: 'timeout', value: '2' }, { name: 'ndots', value: '1' }, { name: 'rotate' }],
      },
    });
  });

  test('by a JSON patch counts too, and stays', () => {
    const object = new ApiObject(chart, 'web', workload('v1', 'Pod'));
    cache.useIn(chart);
    object.addJsonPatch(JsonPatch.add('/spec/hostNetwork', true));

    expect(Testing.synth(chart)[0].spec).toEqual({ containers, hostNetwork: true });
  });
});

describe('left as they are', () => {
  const label = { 'node-local-dns-injection': 'disabled' };

  test.each([
    ['has host network', { hostNetwork: true }],
    ['has a dnsPolicy of its own', { dnsPolicy: 'Default' }],
    ['has a dnsPolicy of its own', { dnsPolicy: 'None', dnsConfig: { nameservers: ['192.0.2.1'] } }],
    ['has nameservers of its own', { dnsConfig: { nameservers: ['192.0.2.1'] } }],
    ['is for Windows nodes', { os: { name: 'windows' } }],
    ['is for Windows nodes', { nodeSelector: { 'kubernetes.io/os': 'windows' } }],
    ['is for Windows nodes', { nodeSelector: { 'beta.kubernetes.io/os': 'windows' } }],
    ['is for virtual nodes, such as those of Fargate or virtual-kubelet', { schedulerName: 'fargate-scheduler' }],
    ['is for nodes without the cache', nodeAffinity([expression('kubernetes.io/os', 'In', 'windows')])],
    [
      'would have more than 32 domains to search, or 2048 characters',
      { dnsConfig: { searches: Array.from({ length: 30 }, (_, n) => `d${n}.example`) } },
    ],
  ])('%s: %j', (reason, spec) => {
    const object = workload('apps/v1', 'Deployment', spec);
    new ApiObject(chart, 'web', object);
    const use = cache.useIn(chart);

    expect(Testing.synth(chart)[0]).toMatchObject(object);
    expect(dnsOf(Testing.synth(chart)[0])).toEqual(dnsOf(object));
    expect(use.excluded).toEqual([{ path: 'shop/web', kind: 'Deployment', name: 'deployment', reason }]);
  });

  test('those labelled so, on the workload or on its pods', () => {
    new ApiObject(chart, 'workload', workload('apps/v1', 'Deployment', {}, { labels: label }));
    const template = { metadata: { labels: label }, spec: { containers } };
    new ApiObject(chart, 'pods', { apiVersion: 'apps/v1', kind: 'Deployment', spec: { template } });
    const use = cache.useIn(chart);

    for (const object of Testing.synth(chart)) expect(dnsOf(object).dnsPolicy).toBeUndefined();
    expect(use.excluded.map(({ reason }) => reason)).toEqual(
      Array(2).fill('is labelled node-local-dns-injection: disabled'),
    );
  });

  test('the cache itself', () => {
    const own = new NodeLocalDnsCache(chart, 'nld', { namespace: 'kube-system' });
    const before = own.daemonSet.toJson();
    const use = own.useIn(chart);
    Testing.synth(chart);

    expect(own.daemonSet.toJson()).toEqual(before);
    expect(use.excluded.map(({ path, reason }) => `${path} ${reason}`)).toEqual([
      'shop/nld/daemon-set has host network',
    ]);
  });

  test('what is no workload', () => {
    new ApiObject(chart, 'web', workload('v1', 'Pod'));
    new ApiObject(chart, 'crd', workload('example.org/v1', 'Deployment'));
    cache.useIn(chart);

    expect(dnsOf(Testing.synth(chart)[1]).dnsPolicy).toBeUndefined();
  });

  test('is known before a synth, and the same after it', () => {
    new ApiObject(chart, 'web', workload('v1', 'Pod'));
    new ApiObject(chart, 'host', workload('v1', 'Pod', { hostNetwork: true }));
    const use = cache.useIn(chart);
    const before = use.excluded;
    Testing.synth(chart);

    expect(before.map(({ path }) => path)).toEqual(['shop/host']);
    expect(use.excluded).toEqual(before);
  });
});

test('only the one Deployment that is the scope asks the cache', () => {
  const [web] = ['web', 'other'].map((id) => new plus28.Deployment(chart, id, { containers: [{ image: 'web' }] }));
  cache.useIn(web);

  expect(Testing.synth(chart).map((object) => dnsOf(object).dnsPolicy)).toEqual(['None', 'ClusterFirst']);
});

test('of two calls the one further down in the tree counts, in either order', () => {
  const [early, late] = [new Chart(chart, 'early'), new Chart(chart, 'late')];
  for (const scope of [chart, early, late]) new ApiObject(scope, 'web', workload('v1', 'Pod'));
  cache.useIn(early, { ndots: 1 });
  const outer = cache.useIn(app, { ndots: 2 });
  cache.useIn(late, { ndots: 3 });

  const ndots = [chart, early, late].map((scope) => Testing.synth(scope)[0].spec.dnsConfig.options[0].value);
  expect(ndots).toEqual(['2', '1', '3']);
  expect(outer.excluded).toEqual([]);
});

describe('is an error:', () => {
  const synth = (options?: UseInOptions) => {
    cache.useIn(chart, options);
    return Testing.synth(chart);
  };

  test('a scope without a workload', () => {
    new ApiObject(chart, 'config', { apiVersion: 'v1', kind: 'ConfigMap' });

    expect(synth).toThrow(
      '[shop] NodeLocalDnsCache test/nld, useIn: there is no workload; give a construct that has one, or name its kind in podTemplates',
    );
  });

  // What is in a List is no object of its own, so that nothing would reach it.
  test('a workload in a List, beside one that is reached', () => {
    new ApiObject(chart, 'web', workload('v1', 'Pod'));
    const items = [{ apiVersion: 'v1', kind: 'ConfigMap' }, workload('apps/v1', 'Deployment')];
    new ApiObject(chart, 'list', { apiVersion: 'v1', kind: 'List', items });

    expect(synth).toThrow(
      '[shop] NodeLocalDnsCache test/nld, useIn: a workload in the List shop/list is not reached; make an object of each item',
    );
  });

  test.each([
    ['no items', {}],
    ['no workload', { items: [{ apiVersion: 'v1', kind: 'ConfigMap' }, {}] }],
    ['a kind that is no workload of its group', { items: [workload('example.org/v1', 'Deployment')] }],
  ])('no List with %s', (_, list) => {
    new ApiObject(chart, 'web', workload('v1', 'Pod'));
    new ApiObject(chart, 'list', { apiVersion: 'v1', kind: 'List', ...list });

    expect(synth).not.toThrow();
  });

  test('a Pod in a List', () => {
    new ApiObject(chart, 'web', workload('v1', 'Pod'));
    new ApiObject(chart, 'list', { apiVersion: 'v1', kind: 'List', items: [workload('v1', 'Pod')] });

    expect(synth).toThrow('a workload in the List shop/list is not reached');
  });

  test('a scope that is no construct', () => {
    expect(() => cache.useIn('shop' as unknown as Chart)).toThrow(
      'useIn: the scope is no construct; give a chart, say',
    );
  });

  test('a second call for the same scope', () => {
    cache.useIn(chart);

    expect(() => cache.useIn(chart)).toThrow('useIn: called before for shop; call it once');
  });

  test('a workload without a pod template at its path', () => {
    new ApiObject(chart, 'rollout', workload('argoproj.io/v1alpha1', 'Rollout'));

    expect(() => synth({ podTemplates: { 'argoproj.io/Rollout': '/spec/template/spec' } })).toThrow(
      'useIn: Rollout shop/rollout has no pod template at /spec/template/spec; name its path in podTemplates',
    );
  });

  test.each([
    [
      { podTemplates: { Rollout: '/spec/template' } },
      "podTemplates: got 'Rollout': is no group and kind; write 'argoproj.io/Rollout', say",
    ],
    [
      { podTemplates: { 'argoproj.io/Rollout': 'spec.template' } },
      "podTemplates['argoproj.io/Rollout']: got 'spec.template': is not the path of a pod template; write that of the field",
    ],
    [
      { podTemplates: { 'argoproj.io/Rollout': 1 } },
      "podTemplates['argoproj.io/Rollout']: got 1: is not the path of a pod template; write that of the field",
    ],
    [
      { podTemplates: ['argoproj.io/Rollout'] },
      "podTemplates: got [ 'argoproj.io/Rollout' ]: is not an object; write { 'argoproj.io/Rollout': '/spec/template' }",
    ],
    [{ namespace: 'Shop' }, 'is not a namespace'],
    [{ ndots: 16 }, 'is not a number of dots that resolvers take'],
    [{ searches: Array.from({ length: 30 }, (_, n) => `d${n}.example`) }, 'more than 32 domains'],
    [{ podTemplate: {} }, 'did you mean podTemplates?'],
  ])('%j', (options, expected) => {
    expect(() => synth(options as UseInOptions)).toThrow(expected);
  });
});

test('1,000 workloads cost less than a millisecond each', () => {
  for (let n = 0; n < 1000; n++) new ApiObject(chart, `web-${n}`, workload('apps/v1', 'Deployment'));
  /** Of processor time, which other work on the machine does not change. */
  const milliseconds = (body: () => unknown) => {
    const start = process.cpuUsage();
    body();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  };
  Testing.synth(chart);
  const before = milliseconds(() => Testing.synth(chart));
  cache.useIn(chart);
  const after = milliseconds(() => Testing.synth(chart));

  expect(after - before).toBeLessThan(1000);
}, 60_000);

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Chart, Cron, Helm, Include, Testing } from 'cdk8s';
import * as plus28 from 'cdk8s-plus-28';
import * as plus34 from 'cdk8s-plus-34';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { NodeLocalDnsCache } from '../../src';
import { cacheOf } from '../helpers';
import { containers, dnsOf, EXPECTED, workload } from './workloads';

const directory = mkdtempSync(join(tmpdir(), 'use-in-kinds-'));
afterAll(() => rmSync(directory, { recursive: true }));

let chart: Chart;
let cache: NodeLocalDnsCache;
beforeEach(() => {
  chart = new Chart(new App(), 'shop', { namespace: 'shop' });
  cache = cacheOf();
});

const KINDS = [
  ['v1', 'Pod'],
  ['v1', 'PodTemplate'],
  ['v1', 'ReplicationController'],
  ['apps/v1', 'DaemonSet'],
  ['apps/v1', 'Deployment'],
  ['apps/v1', 'ReplicaSet'],
  ['apps/v1', 'StatefulSet'],
  ['batch/v1', 'CronJob'],
  ['batch/v1', 'Job'],
] as const;

/** Every workload that a cdk8s-plus has. */
function plusWorkloads(plus: typeof plus28 | typeof plus34, scope: Chart) {
  const kplus = plus as typeof plus28;
  const props = { containers: [{ image: 'web' }] };
  new kplus.Pod(scope, 'pod', props);
  new kplus.Deployment(scope, 'deployment', props);
  new kplus.DaemonSet(scope, 'daemon-set', props);
  new kplus.Job(scope, 'job', props);
  new kplus.CronJob(scope, 'cron-job', { ...props, schedule: Cron.daily() });
  const service = new kplus.Service(scope, 'service', { ports: [{ port: 80 }] });
  new kplus.StatefulSet(scope, 'stateful-set', { ...props, service });
  return 6;
}

test.each([
  ['28', plus28],
  ['34', plus34],
])('made by cdk8s-plus-%s', (_, plus) => {
  const count = plusWorkloads(plus, chart);
  cache.useIn(chart);

  const workloads = Testing.synth(chart).filter(({ kind }) => kind !== 'Service');
  expect(workloads).toHaveLength(count);
  for (const object of workloads) expect(dnsOf(object)).toEqual(EXPECTED);
});

test.each(KINDS)('made as an ApiObject: %s %s', (apiVersion, kind) => {
  new ApiObject(chart, 'workload', workload(apiVersion, kind));
  cache.useIn(chart);

  expect(dnsOf(Testing.synth(chart)[0])).toEqual(EXPECTED);
});

test('made as a KubeDeployment', () => {
  const selector = { matchLabels: {} };
  new plus28.k8s.KubeDeployment(chart, 'web', { spec: { selector, template: { spec: { containers } } } });
  cache.useIn(chart);

  expect(dnsOf(Testing.synth(chart)[0])).toEqual(EXPECTED);
});

const yaml = join(directory, 'workloads.yaml');
writeFileSync(yaml, KINDS.map(([apiVersion, kind]) => stringify(workload(apiVersion, kind))).join('---\n'));

test('made by Include', () => {
  new Include(chart, 'included', { url: yaml });
  cache.useIn(chart);

  const workloads = Testing.synth(chart);
  expect(workloads).toHaveLength(KINDS.length);
  for (const object of workloads) expect(dnsOf(object)).toEqual(EXPECTED);
});

test('made by Helm', () => {
  const helmExecutable = join(directory, 'helm');
  writeFileSync(helmExecutable, `#!/bin/sh\ncat ${yaml}\n`, { mode: 0o755 });
  new Helm(chart, 'release', { chart: 'web', helmExecutable });
  cache.useIn(chart);

  for (const object of Testing.synth(chart)) expect(dnsOf(object)).toEqual(EXPECTED);
});

test('of a kind whose pod template the user names', () => {
  new ApiObject(chart, 'rollout', workload('argoproj.io/v1alpha1', 'Rollout'));
  cache.useIn(chart, { podTemplates: { 'argoproj.io/Rollout': '/spec/template' } });

  expect(dnsOf(Testing.synth(chart)[0])).toEqual(EXPECTED);
});

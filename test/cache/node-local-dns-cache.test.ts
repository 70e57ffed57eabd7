import { App, Chart, JsonPatch } from 'cdk8s';
import { describe, expect, test } from 'vitest';
import { NodeLocalDnsCache, ProxyMode } from '../../src';
import { literal, readScript } from '../../src/kubernetes/scripts';
import { cacheOf, manifestsOf, podSpecOf } from '../helpers';

/** What a mode gives; of the scripts, which have tests of their own, the first line. */
function yamlOf(proxyMode: ProxyMode): string {
  const app = new App();
  const { daemonSet } = new NodeLocalDnsCache(new Chart(app, 'test'), 'nld', { proxyMode });
  for (const [index, name] of ['fail-open.sh', 'rules.sh', 'hang-watch.sh'].entries()) {
    const path = `/spec/template/spec/initContainers/0/command/${6 + 2 * index}`;
    daemonSet.addJsonPatch(
      JsonPatch.test(path, literal(readScript(`fail-open/${name}`))),
      JsonPatch.replace(path, '#!/bin/sh'),
    );
  }
  return app.synthYaml();
}

describe('the manifest by default', () => {
  test.each([ProxyMode.IPTABLES, ProxyMode.IPVS, ProxyMode.NFTABLES])('in mode $name', async (proxyMode) => {
    await expect(yamlOf(proxyMode)).toMatchFileSnapshot(`__snapshots__/${proxyMode.name}.yaml`);
  });
});

describe('outputs', () => {
  test('are the addresses in their canonical text', () => {
    const cache = cacheOf({ localIp: 'FD00:0::10', clusterDnsIp: 'FD00:10:96:0::A' });

    expect(cache.localIp).toBe('fd00::10');
    expect(cache.clusterDnsIp).toBe('fd00:10:96::a');
  });

  test('are the Corefile that the ConfigMap has', () => {
    const cache = cacheOf();

    expect(cache.configMap.toJson().data.Corefile).toBe(cache.corefile);
  });

  test('are the five objects, with the official names', () => {
    const named = Object.entries(manifestsOf()).map(([output, { kind, metadata }]) => [output, kind, metadata.name]);

    expect(named).toEqual([
      ['serviceAccount', 'ServiceAccount', 'node-local-dns'],
      ['upstreamService', 'Service', 'kube-dns-upstream'],
      ['configMap', 'ConfigMap', 'node-local-dns'],
      ['daemonSet', 'DaemonSet', 'node-local-dns'],
      ['metricsService', 'Service', 'node-local-dns'],
    ]);
  });
});

test('what the DaemonSet needs comes before it, so that the first kubectl apply works', () => {
  const chart = new Chart(new App(), 'test');
  new NodeLocalDnsCache(chart, 'nld');

  expect(chart.toJson().map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
    'ServiceAccount node-local-dns',
    'Service kube-dns-upstream',
    'ConfigMap node-local-dns',
    'DaemonSet node-local-dns',
    'Service node-local-dns',
  ]);
});

describe('addJsonPatch', () => {
  const outputs = ['serviceAccount', 'upstreamService', 'configMap', 'daemonSet', 'metricsService'] as const;

  test.each(outputs)('reaches the output of %s, with fields that no type knows', (output) => {
    const app = new App();
    const cache = new NodeLocalDnsCache(new Chart(app, 'test'), 'nld');

    cache[output]?.addJsonPatch(JsonPatch.add('/fieldOfTomorrow', { nested: [1] }));

    expect(cache[output]?.toJson().fieldOfTomorrow).toEqual({ nested: [1] });
    expect(app.synthYaml()).toContain('fieldOfTomorrow:\n  nested:\n    - 1');
  });

  test('replaces what the construct has set', () => {
    const cache = cacheOf();

    cache.daemonSet.addJsonPatch(JsonPatch.replace('/spec/updateStrategy/rollingUpdate/maxUnavailable', 3));

    expect(cache.daemonSet.toJson().spec.updateStrategy.rollingUpdate.maxUnavailable).toBe(3);
  });
});

describe('wrong values', () => {
  test('are reported together, each with prop, value, reason and fix', () => {
    const wrong = { localIp: '10.96.0', healthPort: 0, clusterDomain: 'a..b' };

    expect(() => cacheOf(wrong)).toThrow(
      new Error(
        [
          'NodeLocalDnsCache test/nld has 3 wrong values, nothing is emitted:',
          "  - localIp: got '10.96.0': is not an IP address; write an address such as 169.254.20.10 or fd00::10, without port or zone",
          "  - clusterDomain: got 'a..b': has an empty label; write a domain such as example.org: labels of letters, digits, - and _, at most 63 characters each",
          '  - healthPort: got 0: is not a port; write a whole number from 1 to 65535',
        ].join('\n'),
      ),
    );
  });

  test('leave nothing in the output', () => {
    const chart = new Chart(new App(), 'test');

    expect(() => new NodeLocalDnsCache(chart, 'nld', { localIp: '127.0.0.1' })).toThrow('loopback');

    expect(chart.toJson()).toEqual([]);
  });
});

test('a cache outside a chart is an error of cdk8s', () => {
  expect(() => new NodeLocalDnsCache(new App(), 'nld')).toThrow('cannot find a parent chart');
});

test('no object carries a label by which an addon manager would delete it', () => {
  for (const { metadata } of Object.values(manifestsOf())) {
    expect(Object.keys(metadata.labels ?? {})).not.toContain('addonmanager.kubernetes.io/mode');
    expect(Object.keys(metadata.labels ?? {})).not.toContain('kubernetes.io/cluster-service');
  }
});

test('the chart can be synthesized in the namespace that it wants', () => {
  for (const { metadata } of Object.values(manifestsOf({ namespace: 'dns' }))) expect(metadata.namespace).toBe('dns');
});

test('no pod asks the API server, so none gets a token', () => {
  expect(podSpecOf().automountServiceAccountToken).toBe(false);
  expect(manifestsOf().serviceAccount.automountServiceAccountToken).toBe(false);
});

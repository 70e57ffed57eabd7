import { App, Chart } from 'cdk8s';
import { describe, expect, test } from 'vitest';
import { NodeLocalDnsCache, NodeLocalDnsCleanup } from '../../src';

/** The construct's own namespace, in a chart that has one or none. */
describe.each([
  ['NodeLocalDnsCache', NodeLocalDnsCache],
  ['NodeLocalDnsCleanup', NodeLocalDnsCleanup],
])('%s', (name, Type) => {
  const namespaceIn = (chartNamespace: string | undefined, props?: { namespace?: string }) =>
    new Type(new Chart(new App(), 'test', { namespace: chartNamespace }), 'dns', props).daemonSet.metadata.namespace;

  test('is refused without a namespace in a chart with another one', () => {
    expect(() => namespaceIn('infra')).toThrow(
      `${name} test/dns has a wrong value, nothing is emitted:\n` +
        "  - namespace: got undefined: would be kube-system, and the chart's is infra; write namespace: 'kube-system', ",
    );
    expect(() => namespaceIn('infra', { namespace: null as never })).toThrow("the chart's is infra");
  });

  test('is in the namespace that it is given, whatever the chart has', () => {
    expect(namespaceIn('infra', { namespace: 'kube-system' })).toBe('kube-system');
    expect(namespaceIn('infra', { namespace: 'infra' })).toBe('infra');
  });

  test('is in kube-system by default, where the chart has none or the same', () => {
    expect(namespaceIn(undefined)).toBe('kube-system');
    expect(namespaceIn('kube-system')).toBe('kube-system');
  });
});

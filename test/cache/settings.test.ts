import { describe, expect, test } from 'vitest';
import type { NodeLocalDnsCacheProps } from '../../src';
import { readSettings } from '../../src/cache/settings';

const settingsOf = (props: NodeLocalDnsCacheProps) => readSettings('a cache', props);

describe('the defaults', () => {
  test('are those of the official manifest 1.26.8', () => {
    expect(settingsOf({})).toMatchObject({
      localIp: { text: '169.254.20.10' },
      clusterDnsIp: { text: '10.96.0.10' },
      zones: [{ names: ['cluster.local'] }, { names: ['in-addr.arpa'] }, { names: ['ip6.arpa'] }, { names: ['.'] }],
      namespace: 'kube-system',
      name: 'node-local-dns',
      upstreamServiceName: 'kube-dns-upstream',
      upstreamSelector: { 'k8s-app': 'kube-dns' },
      image: expect.stringMatching(/^registry\.k8s\.io\/dns\/k8s-dns-node-cache:1\.26\.8@sha256:[0-9a-f]{64}$/),
      version: [1, 26, 8],
      privileged: true,
      healthPort: 8080,
      metricsPort: 9253,
      setupMetricsPort: 9353,
      clusterDnsPort: 53,
      useKubeDnsConfigMap: true,
      prometheusAnnotations: true,
    });
  });

  test('are not changed by false and by empty values', () => {
    expect(settingsOf({ useKubeDnsConfigMap: false, tolerations: [] })).toMatchObject({
      useKubeDnsConfigMap: false,
      tolerations: [],
    });
  });
});

test('the props are left as they were', () => {
  const props = { nodeSelector: { a: 'b' }, labels: {}, tolerations: [] };
  const frozen = Object.freeze({ ...props, nodeSelector: Object.freeze(props.nodeSelector) });

  expect(() => settingsOf(frozen)).not.toThrow();
});

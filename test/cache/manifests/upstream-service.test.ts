import { describe, expect, test } from 'vitest';
import { TrafficDistribution } from '../../../src';
import { flagOf, manifestsOf } from '../../helpers';

describe('the upstream Service', () => {
  test('finds the DNS pods on port 53, by UDP and TCP', () => {
    const { spec } = manifestsOf().upstreamService;

    expect(spec.selector).toEqual({ 'k8s-app': 'kube-dns' });
    expect(spec.ports).toEqual([
      { name: 'dns', port: 53, protocol: 'UDP', targetPort: 53 },
      { name: 'dns-tcp', port: 53, protocol: 'TCP', targetPort: 53 },
    ]);
  });

  test('has a cluster IP, which node-cache forwards to', () => {
    expect(manifestsOf().upstreamService.spec).not.toHaveProperty('clusterIP');
  });

  test('has the official labels, which users may add to', () => {
    const labels = { 'kubernetes.io/name': 'Ours', a: 'b' };

    expect(manifestsOf().upstreamService.metadata.labels).toEqual({
      'k8s-app': 'kube-dns',
      'kubernetes.io/name': 'KubeDNSUpstream',
    });
    expect(manifestsOf({ labels }).upstreamService.metadata.labels).toEqual({ ...labels, 'k8s-app': 'kube-dns' });
  });

  test('is the one that node-cache looks for', () => {
    const props = { upstreamServiceName: 'dns-upstream' };

    expect(manifestsOf(props).upstreamService.metadata.name).toBe('dns-upstream');
    expect(flagOf('-upstreamsvc', props)).toBe('dns-upstream');
  });

  test('selects the DNS pods of distributions that label them otherwise', () => {
    const upstreamSelector = { 'app.kubernetes.io/name': 'rke2-coredns', 'k8s-app': 'kube-dns' };

    expect(manifestsOf({ upstreamSelector }).upstreamService.spec.selector).toEqual(upstreamSelector);
  });

  test("leads to the port of the cluster's DNS pods", () => {
    const { ports } = manifestsOf({ clusterDnsPort: 8053 }).upstreamService.spec;

    expect(ports).toMatchObject([
      { port: 53, targetPort: 8053 },
      { port: 53, targetPort: 8053 },
    ]);
  });

  test('prefers the pods that the user says', () => {
    const props = { upstreamTrafficDistribution: TrafficDistribution.PREFER_SAME_ZONE };

    expect(manifestsOf(props).upstreamService.spec).toMatchObject({ trafficDistribution: 'PreferSameZone' });
    expect(manifestsOf().upstreamService.spec).not.toHaveProperty('trafficDistribution');
  });
});

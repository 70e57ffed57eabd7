import { describe, expect, test } from 'vitest';
import { Metrics } from '../../../src';
import { cacheOf, containerOf, manifestsOf, zonesOf } from '../../helpers';

describe('the metrics Service', () => {
  test('is headless and finds the pods of every node', () => {
    expect(manifestsOf({ metricsPort: 9100 }).metricsService.spec).toEqual({
      clusterIP: 'None',
      ports: [{ name: 'metrics', port: 9100, targetPort: 9100 }],
      selector: { 'k8s-app': 'node-local-dns' },
    });
  });

  test('leaves it to the pods to say their port to Prometheus, as a text, so that it scrapes them once', () => {
    const { metricsService, daemonSet } = manifestsOf({ metricsPort: 9100 });

    expect(metricsService.metadata).not.toHaveProperty('annotations');
    expect(daemonSet.spec.template.metadata.annotations).toEqual({
      'prometheus.io/port': '9100',
      'prometheus.io/scrape': 'true',
    });
  });

  test('and the pods say nothing without prometheusAnnotations', () => {
    const { metricsService, daemonSet } = manifestsOf({ prometheusAnnotations: false });

    expect(metricsService.metadata).not.toHaveProperty('annotations');
    expect(daemonSet.spec.template.metadata).not.toHaveProperty('annotations');
  });
});

describe('Metrics.LIGHT', () => {
  const props = { metrics: Metrics.LIGHT };

  test('has the endpoint in a server block that answers nothing', () => {
    expect(cacheOf(props).corefile.match(/prometheus/g)).toHaveLength(1);
    expect(cacheOf(props).corefile).toContain(
      'metrics.invalid:53 {\n    bind 169.254.20.10 10.96.0.10\n    prometheus :9253\n}\n',
    );
  });

  test('is the same to Prometheus', () => {
    expect(manifestsOf(props).metricsService).toEqual(manifestsOf().metricsService);
    expect(manifestsOf(props).daemonSet).toEqual(manifestsOf().daemonSet);
  });
});

describe('Metrics.NONE', () => {
  const props = { metrics: Metrics.NONE };

  test('has no endpoint', () => {
    expect(cacheOf(props).corefile).not.toContain('prometheus');
    expect(zonesOf(props)).toEqual(zonesOf());
  });

  test('has no Service, no port and no annotations', () => {
    const { metricsService, daemonSet } = manifestsOf(props);

    expect(metricsService).toBeUndefined();
    expect(containerOf(props).ports.map(({ name }: { name: string }) => name)).toEqual(['dns', 'dns-tcp']);
    expect(daemonSet.spec.template.metadata).not.toHaveProperty('annotations');
  });

  test('leaves its port to others', () => {
    expect(() => cacheOf({ ...props, healthPort: 9253 })).not.toThrow();
  });

  test('goes with prometheusAnnotations: false', () => {
    expect(() => cacheOf({ ...props, prometheusAnnotations: false })).not.toThrow();
  });
});

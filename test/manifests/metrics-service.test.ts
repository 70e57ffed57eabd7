import { describe, expect, test } from 'vitest';
import { manifestsOf } from '../helpers';

describe('the metrics Service', () => {
  test('is headless and finds the pods of every node', () => {
    expect(manifestsOf({ metricsPort: 9100 }).metricsService.spec).toEqual({
      clusterIP: 'None',
      ports: [{ name: 'metrics', port: 9100, targetPort: 9100 }],
      selector: { 'k8s-app': 'node-local-dns' },
    });
  });

  test('says its port to Prometheus, as a text', () => {
    expect(manifestsOf({ metricsPort: 9100 }).metricsService.metadata.annotations).toEqual({
      'prometheus.io/port': '9100',
      'prometheus.io/scrape': 'true',
    });
  });

  test('says nothing without prometheusAnnotations, nor do the pods', () => {
    const { metricsService, daemonSet } = manifestsOf({ prometheusAnnotations: false });

    expect(metricsService.metadata).not.toHaveProperty('annotations');
    expect(daemonSet.spec.template.metadata).not.toHaveProperty('annotations');
  });
});

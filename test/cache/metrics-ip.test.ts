import { describe, expect, test } from 'vitest';
import { Availability, Metrics, type NodeLocalDnsCacheProps } from '../../src';
import { cacheOf, containerOf, corefileOf, flagOf, manifestsOf, problemsOf } from '../helpers';

const FLAG = '-metrics-listen-address';

/** The arguments of `prometheus` in each block that has it, once. */
function prometheusOf(props: NodeLocalDnsCacheProps): string[] {
  const directives = corefileOf(props).flatMap(({ directives }) => directives);
  return [...new Set(directives.filter(({ name }) => name === 'prometheus').flatMap(({ args }) => args))];
}

describe.each([
  ['IPv4', '127.0.0.1', '127.0.0.1'],
  ['IPv6', '0:0::1', '[::1]'],
])('metricsIp, %s', (_, metricsIp, host) => {
  test.each([Metrics.FULL, Metrics.LIGHT])('with Metrics %s is where all metrics are', (metrics) => {
    expect(prometheusOf({ metricsIp, metrics })).toEqual([`${host}:9253`]);
    expect(flagOf(FLAG, { metricsIp, metrics })).toBe(`${host}:9353`);
  });

  test('with Metrics.NONE is where the metrics about the set-up are', () => {
    expect(prometheusOf({ metricsIp, metrics: Metrics.NONE })).toEqual([]);
    expect(flagOf(FLAG, { metricsIp, metrics: Metrics.NONE })).toBe(`${host}:9353`);
  });

  // Where caches overlap, those about the set-up take a free port.
  test('with SURGE is where the metrics are', () => {
    const props = { metricsIp, availability: Availability.SURGE };

    expect(prometheusOf(props)).toEqual([`${host}:9253`]);
    expect(flagOf(FLAG, props)).toBe('127.0.0.1:0');
  });

  test('with REDUNDANT is that of both caches', () => {
    const { corefile, second } = cacheOf({ metricsIp, availability: Availability.REDUNDANT });

    expect(corefile).toContain(`prometheus ${host}:9253\n`);
    expect(second?.configMap.toJson().data.Corefile).toContain(`prometheus ${host}:9254\n`);
  });

  test('goes with ports of your own', () => {
    const props = { metricsIp, metricsPort: 19253, setupMetricsPort: 19353 };

    expect(prometheusOf(props)).toEqual([`${host}:19253`]);
    expect(flagOf(FLAG, props)).toBe(`${host}:19353`);
  });
});

test('without metricsIp, metrics are on all addresses', () => {
  expect(prometheusOf({})).toEqual([':9253']);
  expect(containerOf().args).not.toContain(FLAG);
});

describe('with metricsIp, annotations that lead to the address of the node', () => {
  test('are left out', () => {
    expect(JSON.stringify(manifestsOf({ metricsIp: '127.0.0.1' }))).not.toContain('prometheus.io');
  });

  test('are there if they are asked for', () => {
    expect(JSON.stringify(manifestsOf({ metricsIp: '127.0.0.1', prometheusAnnotations: true }))).toContain(
      'prometheus.io/scrape',
    );
  });
});

test.each([Availability.SURGE, Availability.REDUNDANT])('it is refused where it does nothing', (availability) => {
  expect(problemsOf({ metricsIp: '::1', metrics: Metrics.NONE, availability })).toEqual([
    `metricsIp: got '::1': does nothing with Metrics.NONE and the availability ${availability.name}; leave it out, or use Metrics.LIGHT`,
  ]);
});

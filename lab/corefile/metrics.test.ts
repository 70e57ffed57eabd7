import { describe, expect, test } from 'vitest';
import { Metrics } from '../../src';
import { configurationOf, NODE_RESOLVER, UPSTREAM_SERVICE } from './configuration';
import { resolverAt, whileServing } from './serving';

const NAMES = ['db.default.svc.cluster.local', 'www.example.org'];
const ZONES = ['cluster.local.', '.'];

/** The metrics of a cache after a few queries. */
async function metricsOf(metrics: Metrics): Promise<string> {
  const configuration = configurationOf({ metrics });
  const [address] = configuration.bound;
  let text = '';
  await whileServing(configuration, async () => {
    for (const name of [...NAMES, ...NAMES]) await resolverAt(address).resolveTxt(name);
    text = await (await fetch(`http://${address}:9253/metrics`)).text();
  });
  return text;
}

test('Metrics.FULL times the queries of every zone', async () => {
  const text = await metricsOf(Metrics.FULL);

  for (const zone of ZONES)
    expect(text).toMatch(series('coredns_dns_request_duration_seconds_count', `zone="${zone}"`));
});

describe('Metrics.LIGHT', () => {
  test('shows cache, upstreams and process of every server block', async () => {
    const text = await metricsOf(Metrics.LIGHT);

    for (const zone of ZONES) {
      expect(text).toMatch(series('coredns_cache_hits_total', `type="success",view="",zones="${zone}"`));
      expect(text).toMatch(series('coredns_cache_entries', `type="success",view="",zones="${zone}"`));
    }
    for (const server of [UPSTREAM_SERVICE.IPv4, NODE_RESOLVER]) {
      expect(text).toMatch(series('coredns_proxy_request_duration_seconds_count', `to="${server}:53"`));
    }
    expect(text).toContain('\ncoredns_forward_max_concurrent_rejects_total 0\n');
    expect(text).toContain('\nprocess_resident_memory_bytes ');
  });

  test('times no query', async () => {
    expect(await metricsOf(Metrics.LIGHT)).not.toMatch(/^coredns_dns_/m);
  });
});

test('Metrics.NONE has no endpoint', async () => {
  await expect(metricsOf(Metrics.NONE)).rejects.toThrow('fetch failed');
});

/** Matches a series whose value is above zero. */
function series(name: string, labels: string): RegExp {
  return new RegExp(`^${name}\\{.*${labels}\\} [1-9]`, 'm');
}

import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { configurationOf } from '../corefile/configuration';
import type { CoreDns } from '../corefile/coredns';
import { resolverAt, whileServing } from '../corefile/serving';
import { CACHES, type CacheName, expressionsOf, monitoringOf } from './caches';
import { type Prometheus, whileWatching } from './prometheus-process';

const DOMAINS = ['default.svc.cluster.local', 'example.org'];

/** Metrics of node-cache itself, which CoreDNS alone has not, and those that come with their first event. */
const NOT_YET = [
  'coredns_nodecache_setup_errors_total',
  'coredns_cache_evictions_total',
  'coredns_cache_served_stale_total',
  'coredns_proxy_healthcheck_failures_total',
  'rcode="SERVFAIL"',
  'rcode!="NOERROR"',
  // A limit of memory, and starts after the first.
  '< 1e12',
  'process_start_time_seconds',
];

/** Asks the cache for names, old and new ones, for some seconds. */
async function askFor(seconds: number, address: string) {
  for (let n = 0; n < 5 * seconds; n++) {
    const asked = DOMAINS.flatMap((domain) => [`www.${domain}`, `n${n}.${domain}`]).map((name) =>
      resolverAt(address, { timeout: 500, tries: 1 })
        .resolveTxt(name)
        .catch(() => undefined),
    );
    await Promise.all([...asked, sleep(200)]);
  }
}

const namesOf = async (prometheus: Prometheus, state: string) => {
  const alerts = await prometheus.query(`ALERTS{alertstate="${state}"}`);
  return [...new Set(alerts.map(({ metric }) => metric.alertname))].sort();
};

/** Runs a cache with its servers, and a Prometheus with the rules of the cache. */
function whileWatched(
  cache: CacheName,
  body: (prometheus: Prometheus, address: string, servers: CoreDns) => Promise<void>,
) {
  const configuration = configurationOf(CACHES[cache]);
  const [address] = configuration.bound;
  const rules = monitoringOf(cache).prometheusRule.toJson().spec;
  return whileServing(configuration, (servers) =>
    whileWatching(`${address}:9253`, rules, (prometheus) => body(prometheus, address, servers)),
  );
}

describe('a real Prometheus that scrapes real CoreDNS', () => {
  test.each(['full', 'light'] as const)(
    'has data for every panel but those of what did not happen, and nothing is wrong, %s',
    async (cache) => {
      await whileWatched(cache, async (prometheus, address) => {
        await askFor(4, address);
        const expressions = expressionsOf(cache, '10s');
        const results = await Promise.all(expressions.map((expr) => prometheus.query(expr)));
        const empty = expressions.filter((_, index) => results[index].length === 0);

        expect(empty.filter((expr) => !NOT_YET.some((part) => expr.includes(part)))).toEqual([]);
        expect(results.flat().filter(({ value }) => value[1] === 'NaN')).toEqual([]);
        expect(await prometheus.errors()).toEqual([]);
        expect(await namesOf(prometheus, 'pending')).toEqual([]);
        expect(await namesOf(prometheus, 'firing')).toEqual([]);
      });
    },
  );

  test('sees that all servers are away, and nothing else', async () => {
    await whileWatched('light', async (prometheus, address, servers) => {
      await servers.stop();
      await askFor(8, address);

      expect(await namesOf(prometheus, 'pending')).toEqual(['NodeLocalDnsUpstreamsDown']);
      expect(await namesOf(prometheus, 'firing')).toEqual([]);
    });
  });
});

import { Duration } from 'cdk8s';
import { describe, expect, test } from 'vitest';
import { CacheProfile, type CacheProfileOptions, ServeStaleRefresh } from '../../src';
import { zoneOf } from '../helpers';

const OLD = '1.17.0';

/** The cache directive of the cluster's domain and of the root zone. */
function cachesOf(options: CacheProfileOptions, version = '1.26.8'): string[] {
  const props = { cache: CacheProfile.of(options), image: `node-cache:${version}` };
  return ['cluster.local', '.'].flatMap((zone) => zoneOf(zone, props).filter((line) => line.startsWith('cache')));
}

test('the official profile has the official figures', () => {
  expect(zoneOf('cluster.local')).toContain('cache: success 9984 30, denial 9984 5');
  expect(zoneOf('in-addr.arpa')).toContain('cache 30');
  expect(zoneOf('.')).toContain('cache 30');
});

describe('the resilient profile', () => {
  const props = { cache: CacheProfile.RESILIENT };
  const more = 'prefetch 5 60s 10%, serve_stale 3600s verify, servfail 0s';

  test("keeps the cluster's names as briefly as the official one", () => {
    expect(zoneOf('cluster.local', props)).toContain(`cache: success 19968 30, denial 19968 5, ${more}`);
  });

  test.each(['in-addr.arpa', '.'])('keeps what %s answers for its own TTL, an hour at most', (zone) => {
    expect(zoneOf(zone, props)).toContain(`cache: success 19968 3600, denial 19968 30, ${more}`);
  });

  test('fails with an image that cannot ask first', () => {
    expect(() => zoneOf('.', { ...props, image: 'node-cache:1.22.27' })).toThrow(
      'needs node-cache 1.22.28, the image has 1.22.27',
    );
  });
});

describe('the profile that fails fast', () => {
  test('keeps what the resilient one keeps', () => {
    const ofCache = (cache: CacheProfile) => zoneOf('cluster.local', { cache }).filter((line) => /^cache/.test(line));

    expect(ofCache(CacheProfile.FAIL_FAST)).toEqual(ofCache(CacheProfile.RESILIENT));
  });

  test('fails with an image that cannot bound its attempts', () => {
    expect(() => zoneOf('.', { cache: CacheProfile.FAIL_FAST, image: 'node-cache:1.26.7' })).toThrow(
      'cache.failFast: got true: it needs node-cache 1.26.8, the image has 1.26.7',
    );
  });

  test.each([{}, { serveStale: Duration.hours(1) }])('fails where there is nothing to give sooner: %j', (options) => {
    expect(() => cachesOf({ ...options, failFast: true })).toThrow(
      'cache.failFast: got true: makes no stale answer faster without serveStale and ServeStaleRefresh.VERIFY; set both, or leave it out',
    );
  });
});

test('options that are not given keep the official figures', () => {
  expect(cachesOf({})).toEqual(['cache: success 9984 30, denial 9984 5', 'cache: success 9984 30, denial 9984 30']);
});

test('an option that there is not is refused', () => {
  const options = { succesTtl: Duration.minutes(5) } as CacheProfileOptions;
  expect(() => cachesOf(options)).toThrow(
    /\n {2}- cache\.succesTtl: got .*: there is no such prop; did you mean successTtl\?$/,
  );
});

test('capacities come before TTLs, so that 5 is no capacity', () => {
  const options = {
    successCapacity: 1024,
    successTtl: Duration.minutes(5),
    denialCapacity: 2048,
    denialTtl: Duration.seconds(7),
  };

  expect(cachesOf(options)).toEqual(Array(2).fill('cache: success 1024 300, denial 2048 7'));
});

test('the TTL of names outside the cluster may differ', () => {
  const options = { successTtl: Duration.seconds(10), externalSuccessTtl: Duration.minutes(5) };

  expect(cachesOf(options)).toEqual([
    'cache: success 9984 10, denial 9984 5',
    'cache: success 9984 300, denial 9984 30',
  ]);
});

test('the TTL of names outside the cluster is one by itself', () => {
  expect(() => cachesOf({ externalSuccessTtl: Duration.seconds(0) })).toThrow(
    /\n {2}- cache\.externalSuccessTtl: got .*: is out of range; write whole seconds from 1 to /,
  );
});

describe('prefetch', () => {
  test('has the defaults of CoreDNS for a gap and a share that are not given', () => {
    expect(cachesOf({ prefetchAmount: 5 })[1]).toContain('prefetch 5 60s 10%');
  });

  test('fails with half a percent', () => {
    expect(() => cachesOf({ prefetchAmount: 1, prefetchPercentage: 10.5 })).toThrow(
      'cache.prefetchPercentage: got 10.5: is out of range; write a whole number from 10 to 90',
    );
  });

  test('takes the borders of the share', () => {
    expect(cachesOf({ prefetchAmount: 1, prefetchPercentage: 90 })[1]).toContain('prefetch 1 60s 90%');
    expect(cachesOf({ prefetchAmount: 1, prefetchDuration: Duration.minutes(10) })[1]).toContain('prefetch 1 600s 10%');
  });
});

describe('serveStale', () => {
  const serveStale = Duration.hours(1);

  test('is immediate by default, without a word that an old CoreDNS does not know', () => {
    expect(cachesOf({ serveStale }, OLD)[1]).toMatch(/serve_stale 3600s$/);
    expect(cachesOf({ serveStale, serveStaleRefresh: ServeStaleRefresh.IMMEDIATE }, OLD)[1]).toMatch(
      /serve_stale 3600s$/,
    );
  });

  test('verifies where the image can', () => {
    expect(cachesOf({ serveStale, serveStaleRefresh: ServeStaleRefresh.VERIFY })[1]).toMatch(
      /serve_stale 3600s verify$/,
    );
  });

  test('fails to verify with an old image', () => {
    expect(() => cachesOf({ serveStale, serveStaleRefresh: ServeStaleRefresh.VERIFY }, OLD)).toThrow(
      "cache.serveStaleRefresh: got 'verify': it needs node-cache 1.22.28, the image has 1.17.0",
    );
  });

  test('fails with a refresh that is unknown, or that has nothing to refresh', () => {
    const unknown = 'later' as ServeStaleRefresh;

    expect(() => cachesOf({ serveStale, serveStaleRefresh: unknown })).toThrow(
      "cache.serveStaleRefresh: got 'later': is no ServeStaleRefresh; write ServeStaleRefresh.IMMEDIATE or ServeStaleRefresh.VERIFY",
    );
    expect(() => cachesOf({ serveStaleRefresh: ServeStaleRefresh.VERIFY })).toThrow(
      "cache.serveStaleRefresh: got 'verify': does nothing without serveStale; set serveStale",
    );
  });
});

describe('servfailTtl', () => {
  test('may be 0, which keeps none, and 5 minutes', () => {
    expect(cachesOf({ servfailTtl: Duration.seconds(0) })[1]).toContain('servfail 0s');
    expect(cachesOf({ servfailTtl: Duration.minutes(5) })[1]).toContain('servfail 300s');
  });
});

test('the longest TTL of DNS is fine', () => {
  expect(cachesOf({ successTtl: Duration.seconds(2 ** 31 - 1) })[1]).toContain('success 9984 2147483647');
});

test('fails with a number for a duration', () => {
  expect(() => cachesOf({ successTtl: 30 as unknown as Duration })).toThrow(
    'cache.successTtl: got 30: is not a Duration; write whole seconds from 1 to 2147483647, such as Duration.seconds(30)',
  );
});

test('the error shows the option alone', () => {
  expect(() => cachesOf({ successCapacity: 5 })).toThrow(
    /:\n {2}- cache\.successCapacity: got 5: is out of range; write a whole number from 1024 to 2147483647$/,
  );
});

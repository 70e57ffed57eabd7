import { ApiObject, App, Chart } from 'cdk8s';
import * as plus28 from 'cdk8s-plus-28';
import * as plus34 from 'cdk8s-plus-34';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PodDnsConfigOptions } from '../../src';
import { cacheOf } from '../helpers';

/** The problems of wrong options, one a line as the error has them. */
function problemsOf(options: unknown): string[] {
  try {
    cacheOf().podDnsConfig(options as PodDnsConfigOptions);
  } catch (error) {
    const [title, ...problems] = (error as Error).message.split('\n  - ');
    expect(title).toMatch(/^NodeLocalDnsCache test\/nld, podDnsConfig has (a wrong value|\d wrong values), nothing /);
    return problems;
  }
  return [];
}

describe('by default a pod is told', () => {
  test('the local IP, then kube-dns, and what dnsPolicy ClusterFirst tells', () => {
    expect(cacheOf().podDnsConfig()).toEqual({
      dnsPolicy: 'None',
      dnsConfig: {
        nameservers: ['169.254.20.10', '10.96.0.10'],
        searches: ['default.svc.cluster.local', 'svc.cluster.local', 'cluster.local'],
        options: [{ name: 'ndots', value: '5' }],
      },
    });
  });

  test('the addresses and the domain of its cache', () => {
    const cache = cacheOf({ localIp: 'FD00:0::10', clusterDnsIp: 'fd00:10:96::a', clusterDomain: 'K8s.example.' });
    const { nameservers, searches } = cache.podDnsConfig({ namespace: 'shop' }).dnsConfig;

    expect(nameservers).toEqual(['fd00::10', 'fd00:10:96::a']);
    expect(searches).toEqual(['shop.svc.k8s.example', 'svc.k8s.example', 'k8s.example']);
  });
});

describe('an option', () => {
  const configOf = (options: PodDnsConfigOptions) => cacheOf().podDnsConfig(options).dnsConfig;

  test('fallbackNameservers stands for kube-dns', () => {
    const fallbackNameservers = ['192.0.2.1', '192.0.2.2'];

    expect(configOf({ fallbackNameservers }).nameservers).toEqual(['169.254.20.10', '192.0.2.1', '192.0.2.2']);
    expect(configOf({ fallbackNameservers: [] }).nameservers).toEqual(['169.254.20.10']);
  });

  test('searches may end with the root', () => {
    expect(configOf({ searches: ['corp.example', '.'] }).searches.slice(-2)).toEqual(['corp.example', '.']);
  });

  test('searches come last, in the one spelling of domains', () => {
    expect(configOf({ searches: ['Corp.Example.'] }).searches).toEqual([
      'default.svc.cluster.local',
      'svc.cluster.local',
      'cluster.local',
      'corp.example',
    ]);
  });

  test('ndots and options are options of resolv.conf', () => {
    const options = ['timeout:2', 'attempts:3', 'single-request-reopen'];

    expect(configOf({ ndots: 2, options }).options).toEqual([
      { name: 'ndots', value: '2' },
      { name: 'timeout', value: '2' },
      { name: 'attempts', value: '3' },
      { name: 'single-request-reopen' },
    ]);
  });

  test('that is null is as good as none, as in other languages', () => {
    const nulls = { namespace: null, fallbackNameservers: null, searches: null, ndots: null, options: null };

    expect(cacheOf().podDnsConfig(nulls as unknown as PodDnsConfigOptions)).toEqual(cacheOf().podDnsConfig());
  });
});

const DOTS = 'is not a number of dots that resolvers take; write a whole number from 0 to 15';
const OTHERS = 'write the addresses of other DNS servers, such as the kube-dns IP';

test.each([
  [{ namespace: 'Shop' }, "namespace: got 'Shop': is not a namespace"],
  [{ fallbackNameservers: ['10.96.0.10', '192.0.2.1', '192.0.2.2'] }, 'more than 3 nameservers; write 2 at most'],
  [{ fallbackNameservers: ['169.254.20.10'] }, `169.254.20.10 is the cache, which is asked first; ${OTHERS}`],
  [
    { fallbackNameservers: ['192.0.2.1', '192.0.2.1'] },
    "fallbackNameservers: got [ '192.0.2.1', '192.0.2.1' ]: has 192.0.2.1 twice; write it once",
  ],
  [{ fallbackNameservers: ['kube-dns'] }, `is not an IP address; ${OTHERS}`],
  [{ fallbackNameservers: ['127.0.0.53'] }, `is a loopback address; ${OTHERS}`],
  [{ fallbackNameservers: '10.96.0.10' }, "is not a list; write ['10.96.0.10']"],
  [{ searches: ['_tcp.corp.example'] }, 'has a _, for which Kubernetes before 1.33 refuses a pod'],
  [{ searches: ['a domain'] }, 'has a label that no domain can have, "a domain"'],
  [{ searches: Array.from({ length: 30 }, (_, n) => `d${n}.example`) }, 'more than 32 domains, or 2048 characters'],
  [{ ndots: 16 }, `ndots: got 16: ${DOTS}`],
  [{ ndots: -1 }, DOTS],
  [{ ndots: 1.5 }, DOTS],
  [{ ndots: '2' }, DOTS],
  [{ options: ['ndots:2'] }, 'is an option of its own; write ndots: 2 beside options'],
  [{ options: ['single request'] }, 'is no option of resolv.conf; did you mean single-request?'],
  [{ options: ['keepalive'] }, 'is no option of resolv.conf; use one of debug, '],
  [{ options: ['rotate:1'] }, "rotate takes no value; write 'rotate'"],
  [{ options: ['timeout:31'] }, "timeout takes another value; write 'timeout:N' with N from 1 to 30"],
  [{ options: ['timeout'] }, 'timeout takes another value'],
  [{ options: ['timeout:2s'] }, 'timeout takes another value'],
  [{ options: ['attempts:0'] }, "attempts takes another value; write 'attempts:N' with N from 1 to 5"],
  [{ options: ['rotate', 'rotate'] }, 'rotate stands there twice; write it once'],
  [{ options: [{ name: 'rotate' }] }, "options[0]: got { name: 'rotate' }: is not a string; write it as '...'"],
  [{ ndot: 2 }, 'ndot: got 2: there is no such prop; did you mean ndots?'],
  ['ndots:2', "props: got 'ndots:2': is not an object; write { fallbackNameservers: ..., searches: ... }"],
])('%j is refused', (options, expected) => {
  const problems = problemsOf(options);

  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(expected);
});

test('wrong options are reported together', () => {
  expect(problemsOf({ namespace: 'a.b', ndots: 99, options: ['x'], nope: 1 })).toHaveLength(4);
});

test('29 more domains are as many as the API server takes', () => {
  const searches = Array.from({ length: 29 }, (_, n) => `d${n}.example`);

  expect(cacheOf().podDnsConfig({ searches }).dnsConfig.searches).toHaveLength(32);
});

test('2048 characters are as many as it takes', () => {
  const base = 'default.svc.cluster.local svc.cluster.local cluster.local '.length;
  const label = 'a'.repeat(63);
  const domain = `${label}.${label}.${label}`;
  const full = Array.from({ length: 10 }, () => domain);
  const rest = 2048 - base - full.join(' ').length - 1;
  const last = (length: number) => ({ searches: [...full, `b.${'b'.repeat(length - 11)}.${'b'.repeat(8)}`] });

  expect(cacheOf().podDnsConfig(last(rest)).dnsConfig.searches.join(' ')).toHaveLength(2048);
  expect(problemsOf(last(rest + 1))).toHaveLength(1);
});

describe('takes its place', () => {
  const chart = () => new Chart(new App(), 'test');
  const containers = [{ image: 'web' }];
  const expected = cacheOf().podDnsConfig();

  test('in the spec of an ApiObject', () => {
    const spec = { ...cacheOf().podDnsConfig(), containers: [{ name: 'web', image: 'web' }] };
    const pod = new ApiObject(chart(), 'pod', { apiVersion: 'v1', kind: 'Pod', spec });

    expect(pod.toJson().spec).toMatchObject(expected);
  });

  test('in the spec of a KubePod', () => {
    const spec = { ...cacheOf().podDnsConfig(), containers: [{ name: 'web', image: 'web' }] };
    const pod = new plus28.k8s.KubePod(chart(), 'pod', { spec });

    expect(pod.toJson().spec).toMatchObject(expected);
  });

  test('in a pod of cdk8s-plus-28, and of another number', () => {
    const { dnsConfig } = cacheOf().podDnsConfig();
    const [older, newer] = [chart(), chart()];
    new plus28.Pod(older, 'pod', { containers, dns: { policy: plus28.DnsPolicy.NONE, ...dnsConfig } });
    new plus34.Pod(newer, 'pod', { containers, dns: { policy: plus34.DnsPolicy.NONE, ...dnsConfig } });

    for (const made of [older, newer]) expect(made.toJson()[0].spec).toMatchObject(expected);
  });
});

test('whatever is accepted, the API server and resolvers take', () => {
  const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
  const options: fc.Arbitrary<PodDnsConfigOptions> = fc.record(
    {
      namespace: label,
      searches: fc.array(
        fc.tuple(label, label).map((labels) => `${labels.join('.')}.x`),
        { maxLength: 40 },
      ),
      ndots: fc.integer({ min: -2, max: 20 }),
      options: fc.array(fc.constantFrom('rotate', 'timeout:2', 'timeout:40', 'attempts:5', 'attempts:6', 'no-aaaa')),
      fallbackNameservers: fc.array(fc.constantFrom('192.0.2.1', '2001:db8::1', '169.254.20.10', 'x'), {
        maxLength: 4,
      }),
    },
    { requiredKeys: [] },
  );
  let accepted = 0;
  fc.assert(
    fc.property(options, (given) => {
      if (problemsOf(given).length > 0) return;
      accepted++;
      const { nameservers, searches, options } = cacheOf().podDnsConfig(given).dnsConfig;
      expect(nameservers.length).toBeLessThanOrEqual(3);
      expect(searches.length).toBeLessThanOrEqual(32);
      expect(searches.join(' ').length).toBeLessThanOrEqual(2048);
      expect(searches.every((search) => search.length <= 253)).toBe(true);
      const names = options.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      expect(Number(options[0].value)).toBeLessThanOrEqual(15);
    }),
  );
  expect(accepted).toBeGreaterThan(5);
});

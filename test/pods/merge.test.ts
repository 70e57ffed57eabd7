import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isTooLong } from '../../src/pods/dns-values';
import { exemptionsOf } from '../../src/pods/exemptions';
import { podDnsUnlessExempt } from '../../src/pods/merge';

const VALUES = {
  nameservers: ['169.254.20.10', '10.96.0.10'],
  clusterDomain: 'cluster.local',
  moreSearches: ['corp.example'],
  options: [{ name: 'ndots', value: '5' }, { name: 'rotate' }],
  exemptions: exemptionsOf({ 'kubernetes.io/os': 'linux' }),
};
const OURS = ['shop.svc.cluster.local', 'svc.cluster.local', 'cluster.local', 'corp.example'];

const search = fc.oneof(fc.constantFrom(...OURS), fc.domain());
const option = fc.record(
  { name: fc.constantFrom('ndots', 'rotate', 'timeout', 'attempts'), value: fc.constantFrom('1', '2', '3') },
  { requiredKeys: ['name'] },
);
const dnsConfig = fc.record(
  { searches: fc.array(search, { maxLength: 40, size: 'max' }), options: fc.array(option, { maxLength: 6 }) },
  { requiredKeys: [] },
);

test('nothing of a dnsConfig is lost, and nothing of ours but what it says itself', () => {
  let merged = 0;
  fc.assert(
    fc.property(dnsConfig, ({ searches: own = [], options: ownOptions = [] }) => {
      const dns = podDnsUnlessExempt(VALUES, 'shop', { spec: { dnsConfig: { searches: own, options: ownOptions } } });
      if (typeof dns === 'string') {
        expect(isTooLong([...OURS, ...own])).toBe(true);
        return;
      }
      merged++;
      const { nameservers, searches, options } = dns.dnsConfig;
      expect(nameservers).toEqual(VALUES.nameservers);
      expect(isTooLong(searches)).toBe(false);
      expect(searches.slice(0, OURS.length)).toEqual(OURS);
      expect(new Set(searches)).toEqual(new Set([...OURS, ...own]));
      expect(options.slice(options.length - ownOptions.length)).toEqual(ownOptions);
      for (const { name } of VALUES.options) expect(options.some((option) => option.name === name)).toBe(true);
      expect(options.filter(({ name }) => name === 'ndots').length).toBe(
        Math.max(1, ownOptions.filter(({ name }) => name === 'ndots').length),
      );
    }),
  );
  expect(merged).toBeGreaterThan(10);
});

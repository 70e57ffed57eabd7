import { Duration } from 'cdk8s';
import { expect, test } from 'vitest';
import { CacheProfile, Zone } from '../../src';
import { zoneOf } from '../helpers';

const cacheLine = (zone: string) => {
  const cache = CacheProfile.of({ externalSuccessTtl: Duration.hours(1) });
  const props = { cache, additionalClusterDomains: ['old.example'], zones: { [zone]: Zone.of({}) } };
  return zoneOf(zone, props).find((line) => line.startsWith('cache'));
};

test.each(['svc.cluster.local', 'shop.svc.old.example'])(
  "%s keeps answers as briefly as the cluster's domain, so that a new Service is soon seen",
  (zone) => expect(cacheLine(zone)).toBe('cache: success 9984 30, denial 9984 5'),
);

test('a zone outside of the cluster keeps them longer', () => {
  expect(cacheLine('corp.example')).toBe('cache: success 9984 3600, denial 9984 30');
});

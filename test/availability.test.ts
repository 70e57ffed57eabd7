import { describe, expect, test } from 'vitest';
import { Availability, ProxyMode } from '../src';
import { containerOf, corefileOf, manifestsOf, podSpecOf } from './helpers';

describe('rolling', () => {
  test('is the default', () => {
    expect(manifestsOf({ availability: Availability.ROLLING })).toEqual(manifestsOf());
    expect(Availability.ROLLING.failsOpen).toBe(false);
  });

  test('leaves the rules to node-cache, the only container', () => {
    expect(containerOf().args.join(' ')).not.toContain('setupiptables');
    expect(podSpecOf().containers).toHaveLength(1);
    expect(podSpecOf()).not.toHaveProperty('initContainers');
    expect(manifestsOf().configMap.data).not.toHaveProperty('fail-open.sh');
  });
});

describe('fail-open', () => {
  const availability = Availability.FAIL_OPEN;

  test('is its name', () => {
    expect([availability.name, availability.failsOpen]).toEqual(['fail-open', true]);
  });

  test('takes the rules from node-cache, and leaves it its interface', () => {
    expect(containerOf({ availability }).args).toContain('-setupiptables=false');
    for (const flag of ['setupinterface', 'skipteardown']) {
      expect(containerOf({ availability }).args.join(' ')).not.toContain(flag);
    }
  });

  test.each([ProxyMode.IPTABLES, ProxyMode.NFTABLES, ProxyMode.IPVS])(
    'serves the same Corefile in mode $name',
    (proxyMode) => {
      expect(corefileOf({ availability, proxyMode })).toEqual(corefileOf({ proxyMode }));
    },
  );
});

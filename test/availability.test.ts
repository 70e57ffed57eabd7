import { describe, expect, test } from 'vitest';
import { Availability, ProxyMode } from '../src';
import { containerOf, corefileOf, manifestsOf, podSpecOf } from './helpers';

describe('rolling', () => {
  const availability = Availability.ROLLING;

  test('is its name', () => {
    expect([availability.name, availability.failsOpen]).toEqual(['rolling', false]);
  });

  test('leaves the rules to node-cache, the only container, which takes them away when it ends', () => {
    expect(containerOf({ availability }).args.join(' ')).not.toMatch(/setupiptables|skipteardown/);
    expect(containerOf({ availability })).not.toHaveProperty('lifecycle');
    expect(podSpecOf({ availability }).containers).toHaveLength(1);
    expect(podSpecOf({ availability })).not.toHaveProperty('initContainers');
    expect(manifestsOf({ availability }).configMap.data).not.toHaveProperty('fail-open.sh');
  });
});

describe('fail-open', () => {
  const availability = Availability.FAIL_OPEN;

  test('is the default', () => {
    expect(manifestsOf()).toEqual(manifestsOf({ availability }));
  });

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
      expect(corefileOf({ availability, proxyMode })).toEqual(
        corefileOf({ availability: Availability.ROLLING, proxyMode }),
      );
    },
  );
});

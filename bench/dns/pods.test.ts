import { describe, expect, test } from 'vitest';
import { officialManifest } from '../../lab/fixtures/official-manifest';
import { synthesized } from '../../lab/harness/install';
import { Availability } from '../../src';
import { podsOf } from './pods';
import { VARIANTS } from './variants';

describe('the pods of a manifest', () => {
  test('have the flags and the Corefile that the manifest has', () => {
    const [{ containers, initContainers }] = podsOf(officialManifest('node-cache'));
    expect(initContainers).toEqual([]);
    expect(containers).toHaveLength(1);
    expect(containers[0].args).toContain('-upstreamsvc');
    expect(Object.keys(containers[0].files)).toEqual(['/etc/coredns/Corefile.base']);
    expect(containers[0].files['/etc/coredns/Corefile.base']).toContain('success 9984 30');
  });

  test('have the scripts and their parameters', () => {
    const [{ initContainers }] = podsOf(synthesized({ availability: Availability.FAIL_OPEN }));
    expect(initContainers[0].command).toEqual(['/bin/sh', '/etc/fail-open/fail-open.sh', 'set']);
    expect(initContainers[0].files['/etc/fail-open/fail-open.sh']).toContain('-m socket');
    expect(initContainers[0].env.LOCAL_IP).toBe('169.254.20.10');
  });
});

test('a variable without a value gets the name of the pod', () => {
  const variable = { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } };
  const containers = [{ name: 'node-cache', env: [variable] }];
  const daemonSet = {
    kind: 'DaemonSet',
    metadata: { name: 'nld' },
    spec: { template: { spec: { containers, volumes: [] } } },
  };
  expect(podsOf(JSON.stringify(daemonSet))[0].containers[0].env).toEqual({ POD_NAME: 'nld' });
});

test.each(VARIANTS.filter((variant) => variant.kind === 'node-cache'))('$name has a node-cache', ({ pods }) => {
  const names = pods().flatMap(({ containers }) => containers.map(({ name }) => name));
  expect(names.filter((name) => name.startsWith('node-cache'))).not.toEqual([]);
});

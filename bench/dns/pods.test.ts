import { readFileSync } from 'node:fs';
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

  test('have the scripts, their parameters and the name of the pod', () => {
    const [{ initContainers, containers }] = podsOf(synthesized({ availability: Availability.FAIL_OPEN }));
    const script = readFileSync('src/fail-open/fail-open.sh', 'utf8');

    expect(initContainers[0].command.slice(5, 7)).toEqual(['fail-open.sh', script]);
    expect(initContainers[0].command).toContain('LOCAL_IPS=169.254.20.10');
    expect(containers[1].command.slice(0, 3)).toEqual(['/bin/sh', '/etc/fail-open/fail-open.sh', 'keep']);
    for (const { files } of [...initContainers, ...containers]) {
      expect(files).toMatchObject({
        '/etc/fail-open/fail-open.sh': script,
        '/etc/fail-open/rules.sh': readFileSync('src/fail-open/rules.sh', 'utf8'),
        '/etc/fail-open/hang-watch.sh': readFileSync('src/fail-open/hang-watch.sh', 'utf8'),
        '/etc/pod/name': 'node-local-dns',
      });
    }
  });
});

test.each(VARIANTS.filter((variant) => variant.kind === 'node-cache'))('$name has a node-cache', ({ pods }) => {
  const names = pods().flatMap(({ containers }) => containers.map(({ name }) => name));
  expect(names.filter((name) => name.startsWith('node-cache'))).not.toEqual([]);
});

import { JsonPatch } from 'cdk8s';
import { describe, expect, test } from 'vitest';
import { Availability, type NodeLocalDnsCache, type NodeLocalDnsCacheProps } from '../../src';
import { cacheOf } from '../helpers';

const NODE_CACHE = '/spec/template/spec/containers/0';
const ENV = JsonPatch.add(`${NODE_CACHE}/env`, [{ name: 'TZ', value: 'UTC' }]);
const LIFECYCLE = JsonPatch.add(`${NODE_CACHE}/lifecycle`, { preStop: { exec: { command: ['sleep', '5'] } } });
const AVAILABILITIES = [Availability.FAIL_OPEN, Availability.SURGE, Availability.REDUNDANT];

function specOf({ daemonSet }: NodeLocalDnsCache) {
  return daemonSet.toJson().spec.template.spec;
}

function patched(props: NodeLocalDnsCacheProps, patch: JsonPatch) {
  const cache = cacheOf(props);
  cache.daemonSet.addJsonPatch(patch);
  return specOf(cache);
}

// The patches of users that are seen most.
describe.each(AVAILABILITIES.map((each): [string, Availability] => [each.name, each]))('with %s', (_, availability) => {
  const { containers, initContainers, volumes } = specOf(cacheOf({ availability }));

  test('the hook and the keeper have their parameters after a patch of env', () => {
    const spec = patched({ availability }, ENV);

    expect(spec.containers[0].env).toEqual([{ name: 'TZ', value: 'UTC' }]);
    expect(spec.containers[0].lifecycle).toEqual(containers[0].lifecycle);
    expect(spec.containers[1]).toEqual(containers[1]);
    expect(spec.initContainers).toEqual(initContainers);
  });

  test('the hook and the keeper read no variable that a patch could take away', () => {
    const commands = [containers[0].lifecycle.preStop.exec, ...containers.slice(1), ...initContainers];

    for (const { command, env } of commands) {
      expect(env).toBeUndefined();
      expect(command).toContain('LOCAL_IPS=169.254.20.10');
      expect(command).toContain('CLUSTER_DNS_IPS=10.96.0.10');
    }
  });

  test('the keeper removes the rules after a patch of lifecycle', () => {
    const spec = patched({ availability }, LIFECYCLE);

    expect(spec.containers[0].lifecycle.preStop.exec.command).toEqual(['sleep', '5']);
    expect(spec.containers[1]).toEqual(containers[1]);
    expect(spec.initContainers).toEqual(initContainers);
  });

  test('the hook finds its script and the name of the pod after a patch that adds a volume', () => {
    const spec = patched({ availability }, JsonPatch.add('/spec/template/spec/volumes/-', { name: 'a', emptyDir: {} }));

    expect(spec.volumes).toEqual([...volumes, { name: 'a', emptyDir: {} }]);
    expect(spec.containers).toEqual(containers);
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Availability, type NodeLocalDnsCacheProps, ProxyMode } from '../../src';
import { containerOf, flagOf, manifestsOf, podSpecOf } from '../helpers';

const availability = Availability.FAIL_OPEN;

// biome-ignore lint/suspicious/noExplicitAny: as containerOf
function rulesContainersOf(props: NodeLocalDnsCacheProps = {}): any[] {
  const { initContainers = [], containers } = podSpecOf({ availability, ...props });
  return [...initContainers, ...containers.slice(1)];
}

const environmentOf = (container: { env: { name: string; value?: string; valueFrom?: object }[] }) =>
  Object.fromEntries(container.env.map(({ name, value, valueFrom }) => [name, value ?? valueFrom]));

describe('the script', () => {
  test('is in the ConfigMap as it is in the repository, whatever the props', () => {
    const script = readFileSync('src/fail-open/fail-open.sh', 'utf8');

    expect(manifestsOf({ availability }).configMap.data['fail-open.sh']).toBe(script);
    expect(manifestsOf({ availability, localIp: '169.254.25.10' }).configMap.data['fail-open.sh']).toBe(script);
  });

  test('is mounted where it runs, apart from the Corefile, which node-cache watches', () => {
    const { volumes = [], containers, initContainers = [] } = podSpecOf({ availability, useKubeDnsConfigMap: false });
    const mount = { name: 'fail-open', mountPath: '/etc/fail-open', readOnly: true };

    expect(volumes[1].configMap?.items).toEqual([{ key: 'Corefile', path: 'Corefile.base' }]);
    expect(volumes[2]).toEqual({
      name: 'fail-open',
      configMap: { name: 'node-local-dns', items: [{ key: 'fail-open.sh', path: 'fail-open.sh' }] },
    });
    for (const container of [...containers, ...initContainers]) expect(container.volumeMounts).toContainEqual(mount);
  });

  test('gets its parameters from the environment, the same in all places', () => {
    const props = { availability, proxyMode: ProxyMode.IPVS, localIp: '169.254.25.10', healthPort: 8099 };

    for (const container of [containerOf(props), ...rulesContainersOf(props)]) {
      expect(environmentOf(container)).toEqual({
        LOCAL_IP: '169.254.25.10',
        CLUSTER_DNS_IP: '10.96.0.10',
        PROXY_MODE: 'ipvs',
        HEALTH_PORT: '8099',
        INTERFACE: 'nodelocaldns',
        POD_NAME: { fieldRef: { fieldPath: 'metadata.name' } },
      });
    }
  });

  test("knows its own rules by the cache's interface", () => {
    const props = { availability, name: 'dns-v6' };

    for (const container of rulesContainersOf(props)) {
      expect(environmentOf(container).INTERFACE).toBe(flagOf('-interfacename', props));
    }
  });
});

describe('the containers of the rules', () => {
  test('set them before node-cache starts, and keep them', () => {
    expect(rulesContainersOf().map(({ name, command }) => [name, command])).toEqual([
      ['fail-open-rules', ['/bin/sh', '/etc/fail-open/fail-open.sh', 'set']],
      ['fail-open-rules-keeper', ['/bin/sh', '/etc/fail-open/fail-open.sh', 'keep']],
    ]);
  });

  test('come after node-cache, which kubectl logs and exec take if they are not told', () => {
    expect(podSpecOf({ availability }).containers.map(({ name }) => name)).toEqual([
      'node-cache',
      'fail-open-rules-keeper',
    ]);
  });

  test('are of the image of node-cache, and pulled as it is', () => {
    const image = 'registry.example/node-cache:1.17.0';

    for (const container of rulesContainersOf({ image })) expect(container.image).toBe(image);
  });

  test('are small', () => {
    for (const { resources } of rulesContainersOf()) {
      expect(resources).toEqual({ requests: { cpu: '1m', memory: '5Mi' } });
    }
  });

  // SELinux keeps others from the lock of iptables, which is the host's.
  test('are privileged as node-cache is by default', () => {
    for (const { securityContext } of rulesContainersOf()) expect(securityContext).toEqual({ privileged: true });
  });

  test('may do no more than set rules without privileged', () => {
    for (const { securityContext } of rulesContainersOf({ privileged: false })) {
      expect(securityContext).toEqual({
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'], add: ['NET_ADMIN', 'NET_RAW'] },
        seccompProfile: { type: 'RuntimeDefault' },
      });
    }
  });

  test('have the lock of iptables', () => {
    for (const { volumeMounts } of rulesContainersOf()) {
      expect(volumeMounts).toContainEqual({
        name: 'xtables-lock',
        mountPath: '/run/xtables.lock',
        readOnly: false,
      });
    }
  });
});

test('node-cache steps aside before it is told to end', () => {
  expect(containerOf({ availability }).lifecycle).toEqual({
    preStop: { exec: { command: ['/bin/sh', '/etc/fail-open/fail-open.sh', 'remove'] } },
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Availability, type NodeLocalDnsCacheProps, ProxyMode } from '../../src';
import { commandOf, commandWith, containerOf, flagOf, podSpecOf } from '../helpers';

/** The one that runs comes first. */
const SCRIPTS = ['fail-open.sh', 'rules.sh', 'hang-watch.sh'];
const availability = Availability.FAIL_OPEN;

// biome-ignore lint/suspicious/noExplicitAny: as containerOf
function rulesContainersOf(props: NodeLocalDnsCacheProps = {}): any[] {
  const { initContainers = [], containers } = podSpecOf({ availability, ...props });
  return [...initContainers, ...containers.slice(1)];
}

/** The containers and the hook that run the script, with the command as their shell gets it. */
function commandsOf(props: NodeLocalDnsCacheProps = {}): Record<string, string[]> {
  const [rules, keeper] = rulesContainersOf(props).map(commandOf);
  return { rules, keeper, hook: commandOf(containerOf({ availability, ...props }).lifecycle.preStop.exec) };
}

describe('the script', () => {
  test('is in the command of the init container as it is in the repository, whatever the props', () => {
    const scripts = SCRIPTS.flatMap((name) => [name, readFileSync(`src/fail-open/${name}`, 'utf8')]);
    const start = commandWith('kubernetes/write-and-run.sh', '/etc/fail-open', ...scripts, '--', 'set');

    for (const props of [{}, { localIp: '169.254.25.10' }]) {
      expect(commandsOf(props).rules.slice(0, start.length)).toEqual(start);
    }
  });

  test('is run by the others from where the init container writes it, and is there once', () => {
    const run = (action: string) => ['/bin/sh', '/etc/fail-open/fail-open.sh', action];
    const { keeper, hook } = commandsOf();

    expect(keeper.slice(0, 3)).toEqual(run('keep'));
    expect(hook.slice(0, 3)).toEqual(run('remove'));
    expect(JSON.stringify(podSpecOf({ availability })).split('# Rules that send pods').length).toBe(2);
  });

  test("is written to a volume of the pod's own, which the others cannot write", () => {
    const { volumes = [], containers, initContainers = [] } = podSpecOf({ availability });
    const mountsOf = ({ volumeMounts = [] }: (typeof containers)[number]) =>
      volumeMounts.filter(({ name }) => name === 'fail-open');
    const mount = { name: 'fail-open', mountPath: '/etc/fail-open' };

    expect(volumes).toContainEqual({ name: 'fail-open', emptyDir: {} });
    expect(initContainers.map(mountsOf)).toEqual([[mount]]);
    expect(containers.map(mountsOf)).toEqual(containers.map(() => [{ ...mount, readOnly: true }]));
  });

  test('gets its parameters as arguments, the same in all places', () => {
    const props = { proxyMode: ProxyMode.IPVS, localIp: '169.254.25.10', healthPort: 8099 };

    for (const command of Object.values(commandsOf(props))) {
      expect(command.slice(-7)).toEqual([
        'LOCAL_IPS=169.254.25.10',
        'CLUSTER_DNS_IPS=10.96.0.10',
        'BOUND_IPS=169.254.25.10',
        'REDIRECT=yes',
        'PROXY_MODE=ipvs',
        'HEALTH_PORT=8099',
        'INTERFACE=nodelocaldns',
      ]);
    }
  });

  test.each([
    [ProxyMode.IPTABLES, ['BOUND_IPS=169.254.20.10 10.96.0.10', 'REDIRECT=no']],
    [ProxyMode.NFTABLES, ['BOUND_IPS=169.254.20.10 10.96.0.10', 'REDIRECT=no']],
    [ProxyMode.IPVS, ['BOUND_IPS=169.254.20.10', 'REDIRECT=yes']],
  ])('is told what the mode $name means for it', (proxyMode, expected) => {
    for (const command of Object.values(commandsOf({ proxyMode }))) {
      expect(command).toEqual(expect.arrayContaining(expected));
    }
  });

  test('knows its pod by a file, so that a patch of env takes nothing away', () => {
    const { volumes = [], containers, initContainers = [] } = podSpecOf({ availability });

    expect(volumes).toContainEqual({
      name: 'pod',
      downwardAPI: { items: [{ path: 'name', fieldRef: { fieldPath: 'metadata.name' } }] },
    });
    for (const container of [...containers, ...initContainers]) {
      expect(container.volumeMounts).toContainEqual({ name: 'pod', mountPath: '/etc/pod', readOnly: true });
      expect(container).not.toHaveProperty('env');
    }
  });

  test("knows its own rules by the cache's interface", () => {
    const props = { availability, name: 'dns-v6' };

    for (const command of Object.values(commandsOf(props))) {
      expect(command).toContain(`INTERFACE=${flagOf('-interfacename', props)}`);
    }
  });
});

describe('the containers of the rules', () => {
  test('set them before node-cache starts, and keep them', () => {
    expect(rulesContainersOf().map(({ name }) => name)).toEqual(['fail-open-rules', 'fail-open-rules-keeper']);
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

  test.each([
    // SELinux keeps others from the lock of iptables, which is the host's.
    ['beside a privileged node-cache, but are not confined by SELinux', true, { seLinuxOptions: { type: 'spc_t' } }],
    ['without privileged', false, {}],
  ])('may do no more than set rules: %s', (_, privileged, more) => {
    for (const { securityContext } of rulesContainersOf({ privileged })) {
      expect(securityContext).toEqual({
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'], add: ['NET_ADMIN', 'NET_RAW'] },
        readOnlyRootFilesystem: false,
        seccompProfile: { type: 'RuntimeDefault' },
        ...more,
      });
    }
  });

  test.each([true, false])('have the SELinux context of the user, privileged: %s', (privileged) => {
    const seLinuxOptions = { level: 's0:c1,c2' };

    for (const { securityContext } of rulesContainersOf({ privileged, seLinuxOptions })) {
      expect(securityContext.seLinuxOptions).toEqual(seLinuxOptions);
      expect(securityContext.capabilities).toEqual({ drop: ['ALL'], add: ['NET_ADMIN', 'NET_RAW'] });
    }
  });

  test('say in their termination message what went wrong', () => {
    for (const { terminationMessagePolicy } of rulesContainersOf()) {
      expect(terminationMessagePolicy).toBe('FallbackToLogsOnError');
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

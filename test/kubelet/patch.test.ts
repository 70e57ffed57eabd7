import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Duration } from 'cdk8s';
import { describe, expect, test } from 'vitest';
import {
  Availability,
  type KubeletConfigFileOptions,
  type KubeletDropInOptions,
  KubeletPatch,
  ProxyMode,
} from '../../src';
import {
  cacheOf,
  commandOf,
  commandWith,
  containerOf,
  describeRefused,
  podSpecOf,
  problemsOf,
  type Wrong,
} from '../helpers';
import { asKubernetesReads } from '../kubernetes/as-kubernetes-reads';

const patch = (options?: object) => KubeletPatch.configFile(options as KubeletConfigFileOptions);
const flag = (options?: object) =>
  KubeletPatch.environmentFile({ path: '/etc/default/kubelet', variable: 'KUBELET_EXTRA_ARGS', ...options });
/** Without the rules that answer before the cache does. */
const PROPS = { proxyMode: ProxyMode.IPVS, availability: Availability.ROLLING, kubelet: patch() };
/** What works on the node. */
const SCRIPTS = ['kubelet.sh', 'running.sh', 'restart.sh', 'config-file.awk', 'environment-file.awk'];
const textOf = (script: string) => readFileSync(`src/kubelet/${script}`, 'utf8');

// biome-ignore lint/suspicious/noExplicitAny: what is written has other names than the types that made it
const initContainersOf = (props = {}): any[] => podSpecOf({ ...PROPS, ...props }).initContainers ?? [];
const environmentOf = (props = {}): Record<string, string> =>
  Object.fromEntries(
    initContainersOf(props)
      .at(-1)
      .env.map(({ name, value }: Record<string, string>) => [name, value]),
  );

describe('by default', () => {
  test('kubelets stay as they are', () => {
    expect(podSpecOf({ availability: Availability.ROLLING })).not.toHaveProperty('initContainers');
    expect(JSON.stringify(podSpecOf())).not.toContain('kubelet.sh');
  });
});

describe('the init container', () => {
  test('has the parameters of the script in its environment, and their names', () => {
    const expected = {
      KIND: 'config-file',
      FILE: '/var/lib/kubelet/config.yaml',
      SERVICE: 'kubelet',
      RESTART_COMMAND: '',
      RESTART_SECONDS: '60',
      HEALTHZ: 'http://127.0.0.1:10248/healthz',
      NAMESERVERS: '169.254.20.10 10.96.0.10',
      CACHE_SECONDS: '300',
      CACHE_HEALTH: 'http://169.254.20.10:8080/health',
    };

    expect(environmentOf()).toEqual({ ...expected, PARAMETERS: Object.keys(expected).join(' ') });
  });

  test('has every option in its environment', () => {
    const kubelet = patch({
      path: '/etc/kubelet/my config.json',
      service: 'snap.kubelet.daemon',
      restartCommand: "rc-service 'kubelet' restart",
      healthzPort: 20248,
      nameservers: ['169.254.20.10', '10.96.0.10', 'fd00::1'],
      cacheTimeout: Duration.minutes(2),
      restartTimeout: Duration.seconds(90),
    });

    expect(environmentOf({ kubelet })).toMatchObject({
      FILE: '/etc/kubelet/my config.json',
      SERVICE: 'snap.kubelet.daemon',
      RESTART_COMMAND: "rc-service 'kubelet' restart",
      RESTART_SECONDS: '90',
      HEALTHZ: 'http://127.0.0.1:20248/healthz',
      NAMESERVERS: '169.254.20.10 10.96.0.10 fd00::1',
      CACHE_SECONDS: '120',
    });
  });

  test('has the place of the flag, where an environment file has it', () => {
    const kubelet = KubeletPatch.environmentFile({ path: '/etc/kubernetes/kubelet', variable: 'CLUSTER_DNS' });

    expect(environmentOf({ kubelet })).toMatchObject({
      KIND: 'environment-file',
      FILE: '/etc/kubernetes/kubelet',
      VARIABLE: 'CLUSTER_DNS',
      NAMESERVERS: '169.254.20.10 10.96.0.10',
    });
  });

  test('is told to find the place on the node', () => {
    expect(environmentOf({ kubelet: KubeletPatch.auto({ service: 'k3s' }) })).toMatchObject({
      KIND: 'auto',
      FILE: '',
      SERVICE: 'k3s',
      NAMESERVERS: '169.254.20.10 10.96.0.10',
    });
  });

  test('has the directory of a drop-in, and its file there', () => {
    const directory = (options?: KubeletDropInOptions) => environmentOf({ kubelet: KubeletPatch.dropIn(options) });

    expect(directory()).toMatchObject({
      KIND: 'config-file',
      FILE: '/etc/kubernetes/kubelet.conf.d/99-node-local-dns.conf',
      CONFIG_DIR: '/etc/kubernetes/kubelet.conf.d',
    });
    expect(directory({ directory: '/etc/kubelet.d' })).toMatchObject({
      FILE: '/etc/kubelet.d/99-node-local-dns.conf',
      CONFIG_DIR: '/etc/kubelet.d',
    });
  });

  test('gives pods the local IP alone without a fallback', () => {
    expect(environmentOf({ kubelet: patch({ fallback: false }) }).NAMESERVERS).toBe('169.254.20.10');
  });

  test('writes IPv6 addresses as a URL has them', () => {
    const props = { localIp: 'fd00::10', clusterDnsIp: 'fd00:10:96::a', healthPort: 8099 };

    expect(environmentOf(props)).toMatchObject({
      NAMESERVERS: 'fd00::10 fd00:10:96::a',
      CACHE_HEALTH: 'http://[fd00::10]:8099/health',
    });
  });

  test.each([
    ['waits for the cache', {}, true],
    [
      'waits where the rules do not answer for the local IP',
      { availability: Availability.FAIL_OPEN, proxyMode: ProxyMode.IPTABLES },
      true,
    ],
    ['does not wait where they do', { availability: Availability.FAIL_OPEN }, false],
    ['does not wait when it is told so', { kubelet: patch({ waitForCache: false }) }, false],
  ])('%s', (_, props, waits) => {
    expect(environmentOf(props).CACHE_HEALTH).toBe(waits ? 'http://169.254.20.10:8080/health' : '');
  });

  test('comes after the rules that answer for the local IP', () => {
    expect(initContainersOf({ availability: Availability.FAIL_OPEN }).map(({ name }) => name)).toEqual([
      'fail-open-rules',
      'kubelet-patch',
    ]);
  });

  test("is privileged and sees the node's /proc, and no other container does", () => {
    const [container] = initContainersOf();
    const { containers, volumes, hostPID } = { hostPID: undefined, ...podSpecOf({ ...PROPS, privileged: false }) };

    expect(container.securityContext).toEqual({ privileged: true, readOnlyRootFilesystem: true });
    expect(container.volumeMounts).toContainEqual({ name: 'host-proc', mountPath: '/host/proc', readOnly: true });
    expect(volumes).toContainEqual({ name: 'host-proc', hostPath: { path: '/proc', type: 'Directory' } });
    expect(hostPID).toBeUndefined();
    expect(containers).toEqual(podSpecOf({ ...PROPS, kubelet: undefined, privileged: false }).containers);
  });

  test('says in its termination message what went wrong', () => {
    expect(initContainersOf()[0].terminationMessagePolicy).toBe('FallbackToLogsOnError');
  });

  test('runs an image of its own', () => {
    expect(initContainersOf()[0].image).toMatch(/^docker\.io\/library\/busybox:1\.37\.0@sha256:[0-9a-f]{64}$/);
    expect(initContainersOf({ kubelet: patch({ image: 'mirror.example/busybox:1.36' }) })[0].image).toBe(
      'mirror.example/busybox:1.36',
    );
    expect(containerOf(PROPS).image).toContain('k8s-dns-node-cache');
  });

  test("has the cache's registry for a default image, not for one that is named", () => {
    const imageOf = (kubelet: KubeletPatch) =>
      initContainersOf({ imageRegistry: 'mirror.example.com/k8s', kubelet })[0].image;

    expect(imageOf(patch())).toMatch(/^mirror\.example\.com\/k8s\/busybox:1\.37\.0@sha256:/);
    expect(imageOf(patch({ image: 'busybox:1.36' }))).toBe('busybox:1.36');
  });
});

test.each([
  ['a configuration file', patch()],
  ['an environment file', flag()],
])('the scripts are in the command as they are in the repository, for %s', (_, kubelet) => {
  const [container] = initContainersOf({ kubelet });

  expect(commandOf(container)).toEqual(
    commandWith('kubelet/enter-node.sh', 'patch', ...SCRIPTS.flatMap((script) => [script, textOf(script)])),
  );
  // A ConfigMap is what others may edit.
  expect(container.volumeMounts.map(({ name }: { name: string }) => name)).toEqual(['host-proc']);
});

describe('the script for new nodes', () => {
  test('is there with the prop alone', () => {
    expect(cacheOf().kubeletScript).toBeUndefined();
  });

  test('holds the scripts as they are, and the parameters of the init container', () => {
    const kubelet = patch({ restartCommand: "rc-service 'kubelet' restart; echo $HOME" });
    const script = cacheOf({ ...PROPS, kubelet }).kubeletScript ?? '';
    const [head, tail] = script.split(`END OF ${SCRIPTS.at(-1)}\n`);

    expect(head).toMatch(/^#!\/bin\/sh\n#.*\nset -eu\numask 077\nmkdir /);
    for (const name of SCRIPTS) expect(head).toContain(`cat > '${name}' << 'END OF ${name}'\n${textOf(name)}`);
    // A shell reads back what was quoted.
    const printed = execFileSync('sh', ['-c', `${tail.replace(/^exec .*$/m, '')}env`], { encoding: 'utf8', env: {} });
    const { CACHE_HEALTH: _, PARAMETERS, ...expected } = environmentOf({ kubelet });
    for (const [name, value] of Object.entries(expected)) {
      expect(printed).toContain(`${name}=${asKubernetesReads(value)}\n`);
    }
    expect(tail).toMatch(/\nexec sh \/var\/lib\/node-local-dns\/kubelet\.sh patch\n$/);
  });
});

const PATH = 'is no absolute path, or ends in a slash; write one such as /etc/kubernetes/kubelet';
const UNWRITABLE = 'has a character that YAML cannot hold; write tabs and \\n only';
const FIRST = 'does not begin with the local IP; write 169.254.20.10 first';
const SECONDS = 'write whole seconds from 1 to 3600, such as Duration.seconds(30)';

describeRefused({
  kubelet: [
    ['kubelet', 'configFile', 'is no KubeletPatch; write KubeletPatch.configFile() or another one'],
    ['kubelet.path', patch({ path: 'config.yaml' }), PATH],
    ['kubelet.path', patch({ path: '/var/lib/' }), PATH],
    ['kubelet.directory', KubeletPatch.dropIn({ directory: 'kubelet.conf.d' }), PATH],
    ['kubelet.path', flag({ path: undefined }), "is not a string; write it as '...'"],
    ['kubelet.variable', flag({ variable: undefined }), "is not a string; write it as '...'"],
    [
      'kubelet.variable',
      flag({ variable: 'KUBELET-ARGS' }),
      'is no name of a variable; write one such as KUBELET_EXTRA_ARGS',
    ],
    [
      'kubelet.variable',
      patch({ variable: 'CLUSTER_DNS' }),
      'there is no such prop; use one of service, restartCommand, restartTimeout, healthzPort, nameservers, fallback, waitForCache, cacheTimeout, image, path',
    ],
    ['kubelet.service', patch({ service: '-kubelet' }), 'is no name of a service; write one such as kubelet'],
    ['kubelet.service', patch({ service: '0o7' }), 'would be read as a number; write it another way'],
    [
      'kubelet.restartCommand',
      patch({ restartCommand: 'a\nb' }),
      'has a line break or another control character; write one line',
    ],
    ...['\u2028', '\u2029', '\ud800', '\udfff', '\ufffe', '\uffff', '\ufeff'].flatMap((character): Wrong[] => [
      ['kubelet.restartCommand', patch({ restartCommand: `a${character}b` }), UNWRITABLE],
      ['kubelet.path', patch({ path: `/etc/a${character}b` }), UNWRITABLE],
      ['kubelet.path', flag({ path: `/etc/a${character}b` }), UNWRITABLE],
      ['kubelet.directory', KubeletPatch.dropIn({ directory: `/etc/a${character}b` }), UNWRITABLE],
    ]),
    // A reader of YAML that begins a new line at U+2028 would find a second variable here.
    [
      'kubelet.restartCommand',
      patch({
        restartCommand: [
          'x',
          `${' '.repeat(12)}- name:`,
          `${' '.repeat(16)}LD_PRELOAD`,
          `${' '.repeat(14)}value:`,
          `${' '.repeat(16)}/evil.so`,
        ].join('\u2028'),
      }),
      UNWRITABLE,
    ],
    ['kubelet.healthzPort', patch({ healthzPort: 0 }), 'is not a port; write a whole number from 1 to 65535'],
    ['kubelet.nameservers', patch({ nameservers: [] }), FIRST],
    ['kubelet.nameservers', patch({ nameservers: ['10.96.0.10', '169.254.20.10'] }), FIRST],
    [
      'kubelet.nameservers',
      patch({ nameservers: ['169.254.20.10', '10.96.0.10', '1.1.1.1', '1.1.1.2'] }),
      'has more than a pod can have; write 3 at most',
    ],
    [
      'kubelet.nameservers',
      patch({ nameservers: ['169.254.20.10', '169.254.20.10'] }),
      'has an address twice; write it once',
    ],
    [
      'kubelet.nameservers[1]',
      patch({ nameservers: ['169.254.20.10', '0.0.0.0'] }),
      'is an unspecified address; write a unicast address that nothing else has',
    ],
    [
      'kubelet.fallback',
      patch({ nameservers: ['169.254.20.10'], fallback: false }),
      'says the same as nameservers; leave one of the two out',
    ],
    ['kubelet', patch(null as unknown as object), 'is not an object; write { service: ..., restartCommand: ... }'],
    ['kubelet.fallback', patch({ fallback: 'no' }), 'is neither true nor false; write true or false'],
    ['kubelet.waitForCache', patch({ waitForCache: 1 }), 'is neither true nor false; write true or false'],
    ['kubelet.restartTimeout', patch({ restartTimeout: 60 }), `is not a Duration; ${SECONDS}`],
    ['kubelet.restartTimeout', patch({ restartTimeout: Duration.seconds(3601) }), `is out of range; ${SECONDS}`],
    [
      'kubelet.cacheTimeout',
      patch({ cacheTimeout: Duration.millis(1500) }),
      `is not a number of whole seconds; ${SECONDS}`,
    ],
    ['kubelet.cacheTimeout', patch({ cacheTimeout: Duration.seconds(0) }), `is out of range; ${SECONDS}`],
    [
      'kubelet.image',
      patch({ image: 'busybox' }),
      'names neither a tag nor a digest, so each node may get another image; write registry/repository:tag, with @sha256:<64 hex digits> to pin it',
    ],
    ['kubelet.pathh', patch({ pathh: '/x' }), 'there is no such prop; did you mean path?'],
  ],
});

test('a wrong local IP is reported once, with a right kubelet', () => {
  expect(problemsOf({ ...PROPS, localIp: '1' })).toHaveLength(1);
});

test('a wrong local IP hides no wrong option', () => {
  const kubelet = patch({ path: 'config.yaml', nameservers: ['10.96.0.10'] });

  expect(problemsOf({ ...PROPS, localIp: '1', kubelet })).toEqual([
    `kubelet.path: got 'config.yaml': ${PATH}`,
    expect.stringMatching(/^localIp: got '1': is not an IP address; /),
  ]);
});

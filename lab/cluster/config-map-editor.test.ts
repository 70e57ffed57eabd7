import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { restart } from '../drills/caches';
import { LOCAL_DNS } from '../harness/addresses';
import { install, objectsOf, remove, toYaml } from '../harness/install';
import { kubectl, kubectlWith, tryKubectl } from '../harness/kubectl';
import { rulesOf } from '../harness/node-cache-process';
import { ClientPod } from '../harness/pods';
import { sh, until } from '../harness/process';
import { synthesizedHere } from '../harness/variants';

const SYSTEM = '--namespace=kube-system';
const AS = '--as=config-map-editor';

/** May get, update and patch the ConfigMaps of kube-system, and nothing else. */
const RIGHTS = [
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name: 'config-map-editor', namespace: 'kube-system' },
    rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'update', 'patch'] }],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: 'config-map-editor', namespace: 'kube-system' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'config-map-editor' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'config-map-editor' }],
  },
];

/** No address of the lab. Pods of the cache share the network of the node, so that a rule for it is a mark on the node. */
const MARK = '192.0.2.99';
const RULE = ['OUTPUT', '-d', MARK, '-j', 'ACCEPT'];
const SCRIPT = `#!/bin/sh\niptables -w 5 -t raw -A ${RULE.join(' ')}\n`;
const KEYS = [
  'fail-open.sh',
  'rules.sh',
  'hang-watch.sh',
  'kubelet.sh',
  'enter-node.sh',
  'write-and-run.sh',
  'cleanup-node.sh',
  'kube-ovn.sh',
];
const marks = () => rulesOf(MARK, 'raw');

const manifest = synthesizedHere({});
const configMaps = objectsOf(manifest).filter(({ kind }) => kind === 'ConfigMap');

/** Changes data of a ConfigMap as that user. */
const edit = (name: string, data: Record<string, string>) =>
  kubectl(AS, SYSTEM, 'patch', 'configmap', name, '--type=merge', `--patch=${JSON.stringify({ data })}`);

// What runs is in the pod's spec, whatever kube-proxy does, so one mode is enough.
describe.runIf(process.env.LAB_PROXY_MODE === 'iptables')('whoever may edit ConfigMaps', () => {
  let client: ClientPod;
  let isInstalled = false;
  beforeAll(async () => {
    await kubectlWith(toYaml(RIGHTS), 'apply', '--server-side');
    await install(manifest);
    isInstalled = true;
    client = await ClientPod.start('asks');
  });
  afterAll(async () => {
    await client.delete();
    if (isInstalled) await remove(manifest);
    await kubectlWith(toYaml(RIGHTS), 'delete', '--ignore-not-found');
    for (const _ of marks()) sh('iptables', ['-t', 'raw', '-D', ...RULE]);
  });

  test.each([
    ['patch', 'configmaps', 'yes'],
    ['update', 'configmaps', 'yes'],
    ['create', 'configmaps', 'no'],
    ['patch', 'daemonsets.apps', 'no'],
    ['create', 'pods', 'no'],
    ['create', 'pods/exec', 'no'],
    ['delete', 'pods', 'no'],
  ])('may they %s %s: %s', async (verb, what, expected) => {
    const { output } = await tryKubectl('auth', 'can-i', AS, SYSTEM, verb, what);

    expect(/^(yes|no)$/m.exec(output)?.[0]).toBe(expected);
  });

  test('would be seen to run a script', () => {
    sh('sh', ['-c', SCRIPT]);
    expect(marks()).toHaveLength(1);
    sh('iptables', ['-t', 'raw', '-D', ...RULE]);
    expect(marks()).toEqual([]);
  });

  test('run none by a ConfigMap of the cache when it starts anew', async () => {
    expect(configMaps.map(({ metadata }) => metadata.name)).toEqual(['node-local-dns']);
    for (const { metadata, data } of configMaps) {
      const keys = [...KEYS, ...Object.keys(data).filter((key) => key !== 'Corefile')];
      await edit(metadata.name, Object.fromEntries(keys.map((key) => [key, SCRIPT])));
    }
    await restart();

    expect(marks()).toEqual([]);
  });

  test('decide what the cache answers', async () => {
    const answer = () => client.run('dig', `@${LOCAL_DNS}`, '+short', '+tries=1', 'www.example.org');
    expect(await answer()).toBe('192.0.2.7\n');

    const hosts = '    hosts {\n        192.0.2.66 www.example.org\n        fallthrough\n    }\n';
    for (const { metadata, data } of configMaps) {
      const Corefile = data.Corefile.replace(/^\.:53 \{\n/m, `$&${hosts}`);
      expect(Corefile).not.toBe(data.Corefile);
      await edit(metadata.name, { Corefile });
    }

    await until('the answer is theirs', async () => (await answer()) === '192.0.2.66\n', { seconds: 90 });
    expect(marks()).toEqual([]);
  });

  test('run none when the cache is removed', async () => {
    await remove(manifest);
    isInstalled = false;

    expect(marks()).toEqual([]);
  });
});

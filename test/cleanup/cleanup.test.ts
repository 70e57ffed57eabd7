import { readFileSync } from 'node:fs';
import { App, Chart, Testing } from 'cdk8s';
import { describe, expect, test } from 'vitest';
import {
  Availability,
  NodeLocalDnsCache,
  type NodeLocalDnsCacheProps,
  NodeLocalDnsCleanup,
  type NodeLocalDnsCleanupProps,
  ProxyMode,
} from '../../src';
import { commandOf, commandWith } from '../helpers';

function objectsOf(props?: NodeLocalDnsCleanupProps) {
  const chart = new Chart(new App(), 'test');
  new NodeLocalDnsCleanup(chart, 'cleanup', props);
  return chart.toJson();
}

const specOf = (props?: NodeLocalDnsCleanupProps) => objectsOf(props)[0].spec.template.spec;
// biome-ignore lint/suspicious/noExplicitAny: what is written has other names than the types that made it
const containersOf = (props?: NodeLocalDnsCleanupProps): any[] => {
  const { initContainers, containers } = specOf(props);
  return [...initContainers, ...containers];
};
const commandsOf = (props?: NodeLocalDnsCleanupProps) =>
  containersOf(props).map((container) => [container.name, container.image, commandOf(container)]);

const NODE_CACHE = expect.stringMatching(/^registry\.k8s\.io\/dns\/k8s-dns-node-cache:1\.26\.8@sha256:[0-9a-f]{64}$/);
const BUSYBOX = expect.stringMatching(/^docker\.io\/library\/busybox:1\.37\.0@sha256:[0-9a-f]{64}$/);
const PROPS: Required<NodeLocalDnsCleanupProps> = {
  kubeletsOnly: true,
  namespace: 'dns-system',
  image: 'mirror.example.com/node-cache:1.22.28',
  toolsImage: 'mirror.example.com/busybox:1.36',
  imageRegistry: 'mirror.example.com/k8s',
  imagePullSecrets: ['mirror-login'],
  tolerations: [{ key: 'dedicated', value: 'dns', effect: 'NoSchedule' }],
  nodeSelector: { 'example.org/pool': 'workers' },
};

describe('the cleanup', () => {
  test.each([
    [{ nodeSelector: { 'kubernetes.io/os': 'windows' } }, 'selects nodes without Linux'],
    [null, 'props: got null: is not an object; write { kubeletsOnly: ..., namespace: ... }'],
  ])('refuses %j', (props, problem) => {
    expect(() => objectsOf(props as NodeLocalDnsCleanupProps)).toThrow(problem);
  });

  test('is a DaemonSet alone', () => {
    expect(objectsOf().map(({ kind, metadata }) => [kind, metadata.namespace, metadata.name])).toEqual([
      ['DaemonSet', 'kube-system', 'node-local-dns-cleanup'],
    ]);
  });

  test('puts the kubelet back, then removes the rules and the links, and is Ready, by scripts as they are in the repository', () => {
    const scripts = ['kubelet.sh', 'running.sh', 'restart.sh', 'config-file.awk', 'environment-file.awk'];
    const brought = scripts.flatMap((script) => [script, readFileSync(`src/kubelet/${script}`, 'utf8')]);

    expect(commandsOf()).toEqual([
      ['kubelet', BUSYBOX, commandWith('kubelet/enter-node.sh', 'revert', ...brought)],
      ['rules', NODE_CACHE, commandWith('cleanup/cleanup-node.sh', 'rules')],
      ['links', BUSYBOX, commandWith('cleanup/cleanup-node.sh', 'links')],
      ['done', BUSYBOX, ['sleep', 'infinity']],
    ]);
    for (const { terminationMessagePolicy } of specOf().initContainers) {
      expect(terminationMessagePolicy).toBe('FallbackToLogsOnError');
    }
  });

  test('puts back the kubelets alone if it is told so, beside a cache', () => {
    expect(commandsOf({ kubeletsOnly: true }).map(([name]) => name)).toEqual(['kubelet', 'done']);
    expect(specOf({ kubeletsOnly: true })).not.toHaveProperty('affinity');
    expect(specOf({ kubeletsOnly: true }).volumes.map(({ name }: { name: string }) => name)).toEqual(['host-proc']);
  });

  // The whole of the affinity: a term more or less would keep it from no node or from all.
  test('waits for every pod of a cache on its node to be gone, in all namespaces, and of the official manifest', () => {
    const everywhere = { namespaceSelector: {}, topologyKey: 'kubernetes.io/hostname' };
    const pods = (key: string, ...values: string[]) => ({
      labelSelector: { matchExpressions: [{ key, operator: 'In', values }] },
      ...everywhere,
    });

    expect(specOf().affinity).toEqual({
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          pods('cdk8s-node-local-dns/component', 'cache'),
          pods('k8s-app', 'node-local-dns', 'node-local-dns-b'),
        ],
      },
    });
  });

  test.each([
    [{ name: 'dns-cache' }],
    [{ name: 'dns-cache', namespace: 'dns', podLabels: { team: 'network' } }],
    [{ name: 'node-local-dns-cleanup', availability: Availability.REDUNDANT }],
  ])('waits for the pods of a cache with %j', (props: NodeLocalDnsCacheProps) => {
    const terms = specOf().affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution;
    const chart = new Chart(new App(), 'test');
    new NodeLocalDnsCache(chart, 'nld', { proxyMode: ProxyMode.IPVS, ...props });
    const daemonSets = chart.toJson().filter(({ kind }) => kind === 'DaemonSet');

    expect(daemonSets.length).toBeGreaterThan(0);
    for (const { spec } of daemonSets) {
      const { labels } = spec.template.metadata;
      const [{ key, values }] = terms[0].labelSelector.matchExpressions;
      expect(values).toContain(labels[key]);
    }
  });

  test('evicts no cache, and is on every node that had one', () => {
    const { tolerations, nodeSelector } = new NodeLocalDnsCache(new Chart(new App(), 'test'), 'nld').daemonSet.toJson()
      .spec.template.spec;

    // Without one it is below the caches'.
    expect(specOf()).not.toHaveProperty('priorityClassName');
    expect(specOf()).toMatchObject({ tolerations, nodeSelector });
  });

  test('goes to all nodes at once also when it changes', () => {
    const { updateStrategy } = objectsOf()[0].spec;

    expect(updateStrategy).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '100%' } });
  });

  test('has no privileges but those that a step needs, and no token', () => {
    const least = {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
      seccompProfile: { type: 'RuntimeDefault' },
    };
    const may = (...add: string[]) => ({ ...least, capabilities: { drop: ['ALL'], add } });

    expect(Object.fromEntries(containersOf().map(({ name, securityContext }) => [name, securityContext]))).toEqual({
      kubelet: { privileged: true, readOnlyRootFilesystem: true },
      rules: { ...may('NET_ADMIN', 'NET_RAW'), seLinuxOptions: { type: 'spc_t' } },
      links: may('NET_ADMIN'),
      done: { ...least, runAsNonRoot: true, runAsUser: 65534, runAsGroup: 65534 },
    });
    expect(specOf().automountServiceAccountToken).toBe(false);
    expect(specOf()).not.toHaveProperty('hostPID');
  });

  test('is as the props have it', () => {
    expect(objectsOf(PROPS).map(({ metadata }) => metadata.namespace)).toEqual(['dns-system']);
    expect(containersOf({ imageRegistry: PROPS.imageRegistry }).map(({ image }) => image)).toEqual([
      expect.stringMatching(/^mirror\.example\.com\/k8s\/busybox:1\.37\.0@sha256:/),
      expect.stringMatching(/^mirror\.example\.com\/k8s\/k8s-dns-node-cache:1\.26\.8@sha256:/),
      expect.stringMatching(/^mirror\.example\.com\/k8s\/busybox:1\.37\.0@sha256:/),
      expect.stringMatching(/^mirror\.example\.com\/k8s\/busybox:1\.37\.0@sha256:/),
    ]);
    expect(specOf(PROPS)).toMatchObject({
      imagePullSecrets: [{ name: 'mirror-login' }],
      tolerations: PROPS.tolerations,
      nodeSelector: { 'kubernetes.io/os': 'linux', 'example.org/pool': 'workers' },
    });
    expect(commandsOf({ ...PROPS, kubeletsOnly: false }).map(([, image]) => image)).toEqual([
      PROPS.toolsImage,
      PROPS.image,
      PROPS.toolsImage,
      PROPS.toolsImage,
    ]);
  });
});

describe('beside a cache', () => {
  const cache = (scope: Chart) => new NodeLocalDnsCache(scope, 'nld');
  const cleanup = (scope: Chart) => new NodeLocalDnsCleanup(scope, 'cleanup');

  test.each([
    ['comes first', [cleanup, cache]],
    ['comes last', [cache, cleanup]],
  ])('in one chart it is an error at synth: it %s', (_, constructs) => {
    const chart = new Chart(new App(), 'test');
    for (const construct of constructs) construct(chart);

    expect(() => Testing.synth(chart)).toThrow(
      '[test/cleanup] NodeLocalDnsCleanup test/cleanup is in one chart with the cache test/nld, whose traces it removes; ' +
        'put it into a chart of its own, and apply that when the cache is gone',
    );
  });

  test('it is an error whatever the name and namespace of the cache', () => {
    const chart = new Chart(new App(), 'test');
    new NodeLocalDnsCache(chart, 'nld', { name: 'dns-cache', namespace: 'dns', proxyMode: ProxyMode.IPVS });
    cleanup(chart);

    expect(() => Testing.synth(chart)).toThrow('is in one chart with the cache test/nld, whose traces it removes');
  });

  test.each(['before', 'after'])('a cache of its name is an error: %s it', (when) => {
    const chart = new Chart(new App(), 'test');
    if (when === 'after') cleanup(chart);
    new NodeLocalDnsCache(chart, 'nld', { name: 'node-local-dns-cleanup' });
    if (when === 'before') cleanup(chart);

    expect(() => Testing.synth(chart)).toThrow('both write DaemonSet kube-system/node-local-dns-cleanup; ');
  });

  test('in another chart it is fine', () => {
    const app = new App();
    cache(new Chart(app, 'cache'));
    cleanup(new Chart(app, 'cleanup'));

    expect(app.synthYaml()).toContain('node-local-dns-cleanup');
  });
});

describe('wrong values', () => {
  const wrongs: [path: string, value: unknown, expected: string][] = [
    ['kubeletsOnly', 'yes', 'is neither true nor false; write true or false'],
    ['namespace', 'a.b', 'is not a namespace'],
    ['image', 'node-cache', 'names neither a tag nor a digest'],
    ['imageRegistry', 'https://mirror.example.com', 'is not a registry; write one such as registry.example/mirror'],
    ['toolsImage', 'busybox', 'names neither a tag nor a digest'],
    ['imagePullSecrets', 'mirror-login', "is not a list; write ['mirror-login']"],
    ['tolerations[0].operator', [{ key: 'a', operator: 'Is' }], 'is no operator that Kubernetes has'],
    ['nodeSelector', { 'a b': 'c' }, 'is not a key that Kubernetes takes'],
  ];

  test.each(wrongs)('%s: %j is refused', (path, value, expected) => {
    const synth = () => objectsOf({ [path.split(/[.[]/)[0]]: value });

    expect(synth).toThrow('NodeLocalDnsCleanup test/cleanup has a wrong value, nothing is emitted:');
    expect(synth).toThrow(`\n  - ${path}: got `);
    expect(synth).toThrow(`: ${expected}`);
  });

  test('a misspelt prop is refused', () => {
    expect(() => objectsOf({ kubeletOnly: true } as NodeLocalDnsCleanupProps)).toThrow(
      'kubeletOnly: got true: there is no such prop; did you mean kubeletsOnly?',
    );
  });

  test('are reported together', () => {
    expect(() =>
      objectsOf({ namespace: 'a.b', tolerations: [{}], kubeletOnly: 1 } as NodeLocalDnsCleanupProps),
    ).toThrow(
      /has 3 wrong values, nothing is emitted:\n {2}- namespace: .*\n {2}- tolerations\[0\]\.key: .*\n {2}- kubeletOnly: .*$/,
    );
  });

  test('null is as good as none, as in other languages', () => {
    const nulls = Object.fromEntries(Object.keys(PROPS).map((prop) => [prop, null]));

    expect(objectsOf(nulls as NodeLocalDnsCleanupProps)).toEqual(objectsOf());
  });
});

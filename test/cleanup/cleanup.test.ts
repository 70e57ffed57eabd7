import { readFileSync } from 'node:fs';
import { App, Chart, Testing } from 'cdk8s';
import { describe, expect, test } from 'vitest';
import { Availability, NodeLocalDnsCache, NodeLocalDnsCleanup, type NodeLocalDnsCleanupProps } from '../../src';

function objectsOf(props?: NodeLocalDnsCleanupProps) {
  const chart = new Chart(new App(), 'test');
  new NodeLocalDnsCleanup(chart, 'cleanup', props);
  return chart.toJson();
}

const specOf = (props?: NodeLocalDnsCleanupProps) => objectsOf(props)[1].spec.template.spec;
// biome-ignore lint/suspicious/noExplicitAny: what is written has other names than the types that made it
const containersOf = (props?: NodeLocalDnsCleanupProps): any[] => {
  const { initContainers, containers } = specOf(props);
  return [...initContainers, ...containers];
};
const commandsOf = (props?: NodeLocalDnsCleanupProps) =>
  containersOf(props).map(({ name, image, command }) => [name, image, command.join(' ')]);

const NODE_CACHE = 'registry.k8s.io/dns/k8s-dns-node-cache:1.26.8';
const BUSYBOX = 'busybox:1.37.0';
const PROPS: Required<NodeLocalDnsCleanupProps> = {
  kubeletsOnly: true,
  namespace: 'dns-system',
  image: 'mirror.example.com/node-cache:1.22.28',
  toolsImage: 'mirror.example.com/busybox:1.36',
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

  test('is a ConfigMap with the scripts as they are in the repository, and a DaemonSet', () => {
    const scripts = { 'enter-node.sh': 'kubelet', 'kubelet.sh': 'kubelet', 'cleanup-node.sh': 'cleanup' };
    const [configMap, daemonSet, ...others] = objectsOf();

    expect([configMap.kind, daemonSet.kind, others]).toEqual(['ConfigMap', 'DaemonSet', []]);
    for (const { metadata } of [configMap, daemonSet]) {
      expect(metadata).toMatchObject({ name: 'node-local-dns-cleanup', namespace: 'kube-system' });
    }
    expect(configMap.data).toEqual(
      Object.fromEntries(
        Object.entries(scripts).map(([name, room]) => [name, readFileSync(`src/${room}/${name}`, 'utf8')]),
      ),
    );
  });

  test('puts the kubelet back, then removes the rules and the links, and is Ready', () => {
    expect(commandsOf()).toEqual([
      ['kubelet', BUSYBOX, '/bin/sh /etc/cleanup/enter-node.sh revert'],
      ['rules', NODE_CACHE, '/bin/sh /etc/cleanup/cleanup-node.sh rules'],
      ['links', BUSYBOX, '/bin/sh /etc/cleanup/cleanup-node.sh links'],
      ['done', BUSYBOX, 'sleep infinity'],
    ]);
    for (const { terminationMessagePolicy } of specOf().initContainers) {
      expect(terminationMessagePolicy).toBe('FallbackToLogsOnError');
    }
  });

  test('puts back the kubelets alone if it is told so, beside a cache', () => {
    expect(commandsOf({ kubeletsOnly: true }).map(([name]) => name)).toEqual(['kubelet', 'done']);
    expect(specOf({ kubeletsOnly: true })).not.toHaveProperty('affinity');
  });

  test('waits for every pod of a cache of its namespace to be gone', () => {
    const [{ labelSelector, topologyKey }] =
      specOf().affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution;
    const cache = new NodeLocalDnsCache(new Chart(new App(), 'test'), 'nld', { availability: Availability.REDUNDANT });
    const labels = Chart.of(cache)
      .toJson()
      .filter(({ kind }) => kind === 'DaemonSet')
      .map(({ spec }) => spec.template.metadata.labels['k8s-app']);

    expect(topologyKey).toBe('kubernetes.io/hostname');
    expect(labelSelector).toEqual({ matchExpressions: [{ key: 'k8s-app', operator: 'In', values: labels }] });
  });

  test('evicts no cache, and is on every node that had one', () => {
    const { tolerations, nodeSelector } = new NodeLocalDnsCache(new Chart(new App(), 'test'), 'nld').daemonSet.toJson()
      .spec.template.spec;

    // Without one it is below the caches'.
    expect(specOf()).not.toHaveProperty('priorityClassName');
    expect(specOf()).toMatchObject({ tolerations, nodeSelector });
  });

  test('goes to all nodes at once also when it changes', () => {
    const { updateStrategy } = objectsOf()[1].spec;

    expect(updateStrategy).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '100%' } });
  });

  test('has no privileges but those that a step needs, and no token', () => {
    const [kubelet, rules, links, done] = containersOf().map(({ securityContext }) => securityContext);
    const unprivileged = { allowPrivilegeEscalation: false, seccompProfile: { type: 'RuntimeDefault' } };

    expect([kubelet, rules]).toEqual([{ privileged: true }, { privileged: true }]);
    expect(links).toEqual({ ...unprivileged, capabilities: { drop: ['ALL'], add: ['NET_ADMIN'] } });
    expect(done).toMatchObject({ ...unprivileged, capabilities: { drop: ['ALL'] } });
    expect(done.capabilities.add ?? []).toEqual([]);
    expect(specOf().automountServiceAccountToken).toBe(false);
    expect(specOf()).not.toHaveProperty('hostPID');
  });

  test('is as the props have it', () => {
    expect(objectsOf(PROPS).map(({ metadata }) => metadata.namespace)).toEqual(['dns-system', 'dns-system']);
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

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart, Testing } from 'cdk8s';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  Availability,
  KubeletPatch,
  KubeOvnIntegration,
  NodeLocalDnsCache,
  NodeLocalDnsCleanup,
  NodeLocalDnsInjection,
  ProxyMode,
} from '../../src';
import { literal, readScript, scriptCommand } from '../../src/kubernetes/scripts';
import { asKubernetesReads } from './as-kubernetes-reads';

const AVAILABILITIES = [Availability.FAIL_OPEN, Availability.ROLLING, Availability.SURGE, Availability.REDUNDANT];
const KUBELETS = {
  'no kubelet': undefined,
  auto: KubeletPatch.auto(),
  configFile: KubeletPatch.configFile(),
  dropIn: KubeletPatch.dropIn(),
  environmentFile: KubeletPatch.environmentFile({ path: '/etc/default/kubelet', variable: 'KUBELET_EXTRA_ARGS' }),
};

// biome-ignore lint/suspicious/noExplicitAny: what is written has other names than the types that made it
type Written = any;
type Build = (chart: Chart) => unknown;

const cacheIn = (chart: Chart, props = {}) =>
  new NodeLocalDnsCache(chart, 'nld', {
    proxyMode: ProxyMode.IPVS,
    hostRecords: { '192.0.2.21': ['namenode.example'] },
    ...props,
  });

/** Every way in which a construct of this package brings a script to a pod, and the others. */
const ALL: [what: string, build: Build][] = [
  ...AVAILABILITIES.flatMap((availability) =>
    Object.entries(KUBELETS).map(([kind, kubelet]): [string, Build] => [
      `a cache, ${availability.name}, ${kind}`,
      (chart) => cacheIn(chart, { availability, kubelet }),
    ]),
  ),
  ['the cleanup', (chart) => new NodeLocalDnsCleanup(chart, 'cleanup')],
  ['the cleanup of kubelets alone', (chart) => new NodeLocalDnsCleanup(chart, 'cleanup', { kubeletsOnly: true })],
  ['the injection', (chart) => new NodeLocalDnsInjection(chart, 'injection', { cache: cacheIn(chart) })],
  [
    'Kube-OVN',
    (chart) => {
      const props = { cache: cacheIn(chart), image: 'kubeovn/kube-ovn:v1.15.0', underlaySubnets: ['vlan100'] };
      return new KubeOvnIntegration(chart, 'kube-ovn', props);
    },
  ],
];

function objectsOf(build: Build): Written[] {
  const chart = new Chart(new App(), 'test');
  build(chart);
  return Testing.synth(chart);
}

const podSpecsOf = (objects: Written[]): Written[] => objects.flatMap(({ spec }) => spec?.template?.spec ?? []);
const containersOf = ({ initContainers = [], containers }: Written): Written[] => [...initContainers, ...containers];

// Whoever may edit ConfigMaps must not decide what runs on the nodes.
describe.each(ALL)('of %s', (_, build) => {
  const objects = objectsOf(build);

  test('no ConfigMap holds a script', () => {
    const keys = objects.filter(({ kind }) => kind === 'ConfigMap').flatMap(({ data }) => Object.keys(data));

    expect(keys.filter((key) => key !== 'Corefile' && key !== 'hosts')).toEqual([]);
    for (const { kind, ...object } of objects) {
      if (kind === 'ConfigMap') expect(JSON.stringify(object)).not.toContain('#!/bin/sh');
    }
  });

  test('no container but node-cache sees a ConfigMap, and node-cache runs nothing of one', () => {
    for (const spec of podSpecsOf(objects)) {
      const volumes = spec.volumes.filter(({ configMap, projected }: Written) => configMap || projected);
      const names = volumes.map(({ name }: Written) => name);
      for (const { name, command, lifecycle, volumeMounts = [] } of containersOf(spec)) {
        const mounts = volumeMounts.filter((mount: Written) => names.includes(mount.name));
        if (name !== 'node-cache') expect(mounts).toEqual([]);
        for (const { mountPath } of mounts) expect(JSON.stringify([command, lifecycle])).not.toContain(mountPath);
      }
    }
  });

  test('no command is longer than Linux takes, and no object than `kubectl apply` does', () => {
    for (const object of objects) expect(JSON.stringify(object).length).toBeLessThan(256 * 1024);
    for (const { command = [] } of podSpecsOf(objects).flatMap(containersOf)) {
      for (const text of command) expect(Buffer.byteLength(text)).toBeLessThan(128 * 1024);
    }
  });

  test('no command has a text that Kubernetes takes for a variable', () => {
    for (const { command = [], lifecycle } of podSpecsOf(objects).flatMap(containersOf)) {
      for (const text of [...command, ...(lifecycle?.preStop.exec.command ?? [])]) {
        expect(() => asKubernetesReads(text)).not.toThrow();
      }
    }
  });
});

test('the constructs are some with scripts and some without', () => {
  const withScripts = ALL.filter(([, build]) => JSON.stringify(objectsOf(build)).includes('#!/bin/sh'));

  expect(withScripts.map(([what]) => what)).toEqual(expect.arrayContaining(['the cleanup', 'Kube-OVN']));
  expect(withScripts.length).toBeLessThan(ALL.length);
});

describe('a text in a command', () => {
  test('comes out of Kubernetes as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('$', '(', ')', 'A', '{', '\n') }), (text) => {
        expect(asKubernetesReads(literal(text))).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    ['$(NAME)', '$$(NAME)'],
    ['$$', '$$$'],
    ['$$(id)', '$$$$(id)'],
    ['a "$b" $1 $', 'a "$b" $1 $'],
  ])('%s is %s', (text, expected) => {
    expect(literal(text)).toBe(expected);
  });
});

test('a command has the script, its name and its arguments', () => {
  const command = scriptCommand('kubernetes/write-and-run.sh', '/f', 'echo $(id)');

  expect(command).toEqual([
    '/bin/sh',
    '-c',
    readScript('kubernetes/write-and-run.sh'),
    'write-and-run.sh',
    '/f',
    'echo $$(id)',
  ]);
});

describe('write-and-run.sh', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'write-and-run-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const commandOf = (...args: string[]) => scriptCommand('kubernetes/write-and-run.sh', ...args).map(asKubernetesReads);
  const run = (...args: string[]) => {
    const [program, ...rest] = commandOf(...args);
    return execFileSync(program, rest, { encoding: 'utf8', stdio: 'pipe' });
  };

  test('writes the text as it is, and runs it with the arguments', () => {
    const text = '# 100% \\n \'x\' $(y)\nprintf \'%s|\' "$0" "$@"\n';

    expect(run(folder, 'script.sh', text, '--', 'set', 'A=b c', 'D=', '--')).toBe(
      `${folder}/script.sh|set|A=b c|D=|--|`,
    );
    expect(readFileSync(join(folder, 'script.sh'), 'utf8')).toBe(text);
  });

  test('runs the first of several scripts, which finds the others beside it', () => {
    const first = '. "$(dirname "$0")/other.sh"\nsay "$1"\n';

    expect(run(folder, 'script.sh', first, 'other.sh', 'say() { echo "it is $1"; }\n', '--', 'so')).toBe('it is so\n');
  });

  test('ends as the text does', () => {
    expect(() => run(folder, 'script.sh', 'exit 7', '--')).toThrow(expect.objectContaining({ status: 7 }));
  });

  test.each([
    ['without --', (text: string) => ['script.sh', text]],
    ['with a name without a text', (text: string) => ['script.sh', text, 'other.sh', '--']],
  ])('runs nothing %s', (_, args) => {
    const marker = join(folder, 'marker');

    expect(() => run(folder, ...args(`: > ${marker}`))).toThrow('Command failed');
    expect(() => readFileSync(marker)).toThrow('ENOENT');
  });

  test('is an error where the text does not fit', () => {
    const command = commandOf(folder, 'script.sh', 'exit 0', '--');
    // No file may grow, and the signal (SIGXFSZ) that says so is not heard.
    const full = ['-c', `trap '' 25; ulimit -f 0; exec "$@"`, 'sh', ...command];

    expect(() => execFileSync('sh', full, { stdio: 'pipe' })).toThrow('Command failed');
  });

  test('runs nothing where it cannot write', () => {
    const marker = join(folder, 'marker');

    expect(() => run(join(folder, 'none'), 'script.sh', `: > ${marker}`, '--')).toThrow();
    expect(() => readFileSync(marker)).toThrow('ENOENT');
  });
});

import type { k8s } from 'cdk8s-plus-28';
import { describe, expect, test } from 'vitest';
import { Availability, KubeletPatch, type NodeLocalDnsCacheProps } from '../../src';
import { cacheOf, containerOf, podSpecOf, problemsOf } from '../helpers';

const VOLUME: k8s.Volume = { name: 'extra', emptyDir: {} };
const MOUNT: k8s.VolumeMount = { name: 'extra', mountPath: '/etc/extra' };
const EXTRA: NodeLocalDnsCacheProps = { extraVolumes: [VOLUME], extraVolumeMounts: [MOUNT] };
const AVAILABILITIES = [Availability.ROLLING, Availability.FAIL_OPEN, Availability.SURGE, Availability.REDUNDANT];

/** All that a cache can have of its own. */
const all = (availability: Availability) => ({
  availability,
  kubelet: KubeletPatch.configFile(),
  hostRecords: { '192.0.2.1': ['a.example'] },
});

describe.each(AVAILABILITIES.map((each): [string, Availability] => [each.name, each]))('with %s', (_, availability) => {
  const own = podSpecOf(all(availability));

  test("extra volumes follow the package's own", () => {
    const props = { ...all(availability), ...EXTRA };

    expect(podSpecOf(props).volumes).toEqual([...(own.volumes ?? []), VOLUME]);
    expect(containerOf(props).volumeMounts).toEqual([...(own.containers[0].volumeMounts ?? []), MOUNT]);
  });

  test('no other container has them', () => {
    const { containers, initContainers = [] } = podSpecOf({ ...all(availability), ...EXTRA });
    const others = [...containers.slice(1), ...initContainers];

    expect(JSON.stringify(others)).not.toContain('/etc/extra');
  });

  test("the name of one of the package's own volumes is refused", () => {
    for (const { name } of own.volumes ?? []) {
      expect(problemsOf({ ...all(availability), extraVolumes: [{ name, emptyDir: {} }] })).toEqual([
        `extraVolumes[0].name: got '${name}': is the name of another volume of the pod; write another name`,
      ]);
    }
  });

  test("the path of one of the package's own mounts is refused, in any spelling", () => {
    for (const { mountPath } of own.containers[0].volumeMounts ?? []) {
      for (const path of [mountPath, `${mountPath}/`, `/./${mountPath}`]) {
        const extraVolumeMounts = [{ ...MOUNT, mountPath: path }];

        expect(problemsOf({ ...all(availability), extraVolumes: [VOLUME], extraVolumeMounts })).toEqual([
          `extraVolumeMounts[0].mountPath: got '${path}': is the path of another mount; write another path`,
        ]);
      }
    }
  });
});

test('both caches of REDUNDANT have extra volumes', () => {
  const { second } = cacheOf({ ...EXTRA, availability: Availability.REDUNDANT });
  const spec = second?.daemonSet.toJson().spec.template.spec;

  expect(spec.volumes).toContainEqual(VOLUME);
  expect(spec.containers[0].volumeMounts).toContainEqual(MOUNT);
});

test('one volume may be mounted at two paths', () => {
  const extraVolumeMounts = [MOUNT, { ...MOUNT, mountPath: '/etc/other' }];

  expect(problemsOf({ extraVolumes: [VOLUME], extraVolumeMounts })).toEqual([]);
});

describe('wrong volumes', () => {
  test.each<[string, k8s.Volume[], string]>([
    [
      'two of one name',
      [VOLUME, VOLUME],
      "extraVolumes[1].name: got 'extra': is the name of another volume of the pod; write another name",
    ],
    [
      'one with a name that Kubernetes refuses',
      [{ name: 'Extra' }],
      "extraVolumes[0].name: got 'Extra': is not a name that a volume can have; write lower-case letters, digits and -, at most 63",
    ],
    [
      'one without a name',
      [{ emptyDir: {} } as k8s.Volume],
      'extraVolumes[0].name: got undefined: is not a name that a volume can have; write lower-case letters, digits and -, at most 63',
    ],
    [
      'one that is a string',
      ['extra' as unknown as k8s.Volume],
      "extraVolumes[0]: got 'extra': is not an object; write { ... }, as Kubernetes has it",
    ],
  ])('%s', (_, extraVolumes, expected) => {
    expect(problemsOf({ extraVolumes })).toEqual([expected]);
  });
});

describe('wrong mounts', () => {
  const PATH = 'is not a path in the container; write one such as /etc/extra, without a colon';

  test.each<[string, unknown[], string]>([
    [
      'one of no extra volume',
      [{ ...MOUNT, name: 'xtables-lock' }],
      "extraVolumeMounts[0].name: got 'xtables-lock': is not one of extraVolumes; write the name of a volume there",
    ],
    [
      'two at one path',
      [MOUNT, { ...MOUNT, mountPath: '/etc//extra/' }],
      "extraVolumeMounts[1].mountPath: got '/etc//extra/': is the path of another mount; write another path",
    ],
    ...['/etc/Corefile', '/tmp/node-cache.pid'].map((mountPath): [string, unknown[], string] => [
      `one at ${mountPath}`,
      [{ ...MOUNT, mountPath }],
      `extraVolumeMounts[0].mountPath: got '${mountPath}': is a file that node-cache writes; write another path`,
    ]),
    ...['etc/extra', '/', '//', '/.', '/etc:ro', ''].map((mountPath): [string, unknown[], string] => [
      `one at '${mountPath}'`,
      [{ ...MOUNT, mountPath }],
      `extraVolumeMounts[0].mountPath: got '${mountPath}': ${PATH}`,
    ]),
    ['one without a path', [{ name: 'extra' }], `extraVolumeMounts[0].mountPath: got undefined: ${PATH}`],
  ])('%s', (_, extraVolumeMounts, expected) => {
    expect(problemsOf({ extraVolumes: [VOLUME], extraVolumeMounts })).toEqual([expected]);
  });
});

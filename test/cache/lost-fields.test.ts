import { k8s } from 'cdk8s-plus-28';
import { expect, test } from 'vitest';
import { CacheAffinity } from '../../src';
import { podSpecOf, problemsOf } from '../helpers';

const LOST =
  'is not a field or a value that cdk8s writes; spell it as cdk8s-plus-28 does, or add it by patchContainer or addJsonPatch';

test.each<[string, Record<string, unknown>, string, string]>([
  ['a misspelt source of a volume', { extraVolumes: [{ name: 'a', emptydir: {} }] }, 'extraVolumes[0].emptydir', '{}'],
  [
    'a size that cdk8s wants as a Quantity',
    { extraVolumes: [{ name: 'a', emptyDir: { sizeLimit: '1Mi' } }] },
    'extraVolumes[0].emptyDir.sizeLimit',
    "'1Mi'",
  ],
  [
    "Kubernetes' spelling of a field",
    { extraVolumes: [{ name: 'a', azureDisk: { diskName: 'a', diskURI: 'b' } }] },
    'extraVolumes[0].azureDisk.diskURI',
    "'b'",
  ],
  [
    'a field of a mount',
    {
      extraVolumes: [{ name: 'a', emptyDir: {} }],
      extraVolumeMounts: [{ name: 'a', mountPath: '/a', readonly: true }],
    },
    'extraVolumeMounts[0].readonly',
    'true',
  ],
  ['an SELinux field', { seLinuxOptions: { role: 'r', kind: 'a' } }, 'seLinuxOptions.kind', "'a'"],
  ['a field of the pod', { podSecurityContext: { fsgroup: 1 } }, 'podSecurityContext.fsgroup', '1'],
  ['an affinity', { affinity: CacheAffinity.of({ node: {} } as k8s.Affinity) }, 'affinity.node', '{}'],
])('%s is refused, which cdk8s would drop', (_, props, path, got) => {
  expect(problemsOf(props)).toEqual([`${path}: got ${got}: ${LOST}`]);
});

test('what cdk8s writes in another way is not lost', () => {
  const sizeLimit = k8s.Quantity.fromString('1Mi');
  const extraVolumes: k8s.Volume[] = [
    { name: 'a', emptyDir: { sizeLimit, medium: undefined } },
    { name: 'b', azureDisk: { diskName: 'a', diskUri: 'b' } },
  ];

  expect(podSpecOf({ extraVolumes }).volumes?.slice(-2)).toEqual([
    { name: 'a', emptyDir: { sizeLimit: '1Mi' } },
    { name: 'b', azureDisk: { diskName: 'a', diskURI: 'b' } },
  ]);
});

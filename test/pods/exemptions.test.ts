import { describe, expect, test } from 'vitest';
import { NEVER_BESIDE_A_CACHE, NOT_ON_POOL_A, PERHAPS_ON_POOL_A, POOL_A } from '../../lab/fixtures/pods';
import { exemptionsOf, type Pod } from '../../src/pods/exemptions';

const LINUX = { 'kubernetes.io/os': 'linux' };

/** Why a pod is left alone beside a cache with a nodeSelector. */
function reasonOf({ labels = {}, spec = {} }: (typeof NOT_ON_POOL_A)[number], nodeSelector: Record<string, string>) {
  const pod: Pod = { metadata: { labels }, spec };
  return exemptionsOf({ ...LINUX, ...nodeSelector }).find(({ applies }) => applies(pod))?.name;
}

// The same pods go to a real API server in lab/cluster/injection.test.ts.
describe('beside any cache', () => {
  test.each(NEVER_BESIDE_A_CACHE.map((pod) => [pod.what, pod] as const))('%s is left alone', (_, pod) => {
    for (const nodeSelector of [{}, POOL_A]) {
      expect(['windows', 'virtual-node', 'other-nodes']).toContain(reasonOf(pod, nodeSelector));
    }
  });
});

describe('beside a cache of pool a', () => {
  test.each(NOT_ON_POOL_A.map((pod) => [pod.what, pod] as const))('%s is left alone', (_, pod) => {
    expect(reasonOf(pod, POOL_A)).toBe('other-nodes');
  });

  test.each(PERHAPS_ON_POOL_A.map((pod) => [pod.what, pod] as const))('%s is told', (_, pod) => {
    expect(reasonOf(pod, POOL_A)).toBeUndefined();
  });
});

describe('beside a cache of all nodes', () => {
  test.each([...NOT_ON_POOL_A, ...PERHAPS_ON_POOL_A].map((pod) => [pod.what, pod] as const))('%s is told', (_, pod) => {
    expect(reasonOf(pod, {})).toBeUndefined();
  });
});

test('a pod that no term of its affinity lets run anywhere is told, since it runs nowhere', () => {
  const terms = (nodeSelectorTerms?: object[]) => ({
    affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } },
  });

  for (const spec of [terms(), terms([]), terms([{}])]) expect(reasonOf({ what: '', spec }, POOL_A)).toBeUndefined();
});

test('each label of the nodes counts', () => {
  const both = { pool: 'a', zone: 'b' };

  expect(reasonOf({ what: '', spec: { nodeSelector: { pool: 'a', zone: 'c' } } }, both)).toBe('other-nodes');
  expect(reasonOf({ what: '', spec: { nodeSelector: { pool: 'c', zone: 'b' } } }, both)).toBe('other-nodes');
  expect(reasonOf({ what: '', spec: { nodeSelector: both } }, both)).toBeUndefined();
});

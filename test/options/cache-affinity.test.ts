import type { k8s } from 'cdk8s-plus-28';
import { describe, expect, test } from 'vitest';
import { Availability, CacheAffinity } from '../../src';
import { cacheOf, podSpecOf } from '../helpers';

const OWN: k8s.Affinity = {
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{ matchExpressions: [{ key: 'pool', operator: 'In', values: ['a', 'b'] }] }],
    },
  },
};

describe('affinity', () => {
  test('is none by default', () => {
    expect(podSpecOf().affinity).toBeUndefined();
  });

  // One term, whose expressions all have to hold: of two terms, one would be enough.
  test('NO_VIRTUAL_NODES leaves out the nodes of Fargate and of virtual-kubelet', () => {
    expect(podSpecOf({ affinity: CacheAffinity.NO_VIRTUAL_NODES }).affinity).toEqual({
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [
            {
              matchExpressions: [
                { key: 'eks.amazonaws.com/compute-type', operator: 'NotIn', values: ['fargate'] },
                { key: 'type', operator: 'NotIn', values: ['virtual-kubelet'] },
              ],
            },
          ],
        },
      },
    });
  });

  test('is what the user writes', () => {
    expect(podSpecOf({ affinity: CacheAffinity.of(OWN) }).affinity).toEqual(OWN);
  });

  test('is that of both caches of REDUNDANT', () => {
    const { second } = cacheOf({ affinity: CacheAffinity.of(OWN), availability: Availability.REDUNDANT });

    expect(second?.daemonSet.toJson().spec.template.spec.affinity).toEqual(OWN);
  });

  test('stands beside the nodeSelector', () => {
    expect(podSpecOf({ affinity: CacheAffinity.of(OWN) }).nodeSelector).toEqual({ 'kubernetes.io/os': 'linux' });
  });
});

import type { k8s } from 'cdk8s-plus-28';
import { parseInertObject } from '../kubernetes/inert-object';

/** The labels of Fargate's nodes and of those of virtual-kubelet. */
const VIRTUAL_NODES = { 'eks.amazonaws.com/compute-type': 'fargate', type: 'virtual-kubelet' };

/**
 * Which nodes get a cache, besides the labels of `nodeSelector`.
 */
export class CacheAffinity {
  /**
   * All nodes but virtual ones, such as those of Fargate or virtual-kubelet. A pod of a DaemonSet never starts on a
   * virtual node, and an update would wait for it.
   */
  public static readonly NO_VIRTUAL_NODES = new CacheAffinity({
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [
          {
            matchExpressions: Object.entries(VIRTUAL_NODES).map(([key, value]) => ({
              key,
              operator: 'NotIn',
              values: [value],
            })),
          },
        ],
      },
    },
  });

  /**
   * An affinity of your own, as in Kubernetes. An error if a string in it has a character that YAML cannot hold.
   * @param affinity the field `affinity` of a pod's spec
   */
  public static of(affinity: k8s.Affinity): CacheAffinity {
    return new CacheAffinity(affinity);
  }

  private constructor(private readonly affinity: k8s.Affinity) {}

  /** @internal */
  public _resolve(): k8s.Affinity {
    return parseInertObject<k8s.Affinity>(this.affinity);
  }
}

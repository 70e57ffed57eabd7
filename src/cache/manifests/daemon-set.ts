import { k8s } from 'cdk8s-plus-28';
import { ifAny } from '../../kubernetes/part';
import { podLabels, podSelector, prometheusAnnotations } from '../labels';
import type { Settings } from '../settings';
import { WARNING } from '../warnings';
import { type CachePart, nodeCacheContainer } from './node-cache-container';

const SURGE: k8s.DaemonSetUpdateStrategy = {
  type: 'RollingUpdate',
  rollingUpdate: { maxSurge: k8s.IntOrString.fromString('10%'), maxUnavailable: k8s.IntOrString.fromNumber(0) },
};

/**
 * @param part what the features of the cache add to its pods
 * @param warnings what may be wrong, for readers of the manifest
 */
export function daemonSet(settings: Settings, part: CachePart, warnings: readonly string[]) {
  const { name, namespace, labels, updateStrategy = SURGE } = settings;
  return k8s.KubeDaemonSet.manifest({
    metadata: {
      name,
      namespace,
      labels: { ...labels, ...podSelector(settings) },
      annotations: ifAny(annotations(warnings)),
    },
    spec: {
      revisionHistoryLimit: 3,
      selector: { matchLabels: podSelector(settings) },
      updateStrategy,
      template: {
        metadata: {
          labels: podLabels(settings),
          annotations: ifAny({ ...prometheusAnnotations(settings), ...settings.podAnnotations }),
        },
        spec: podSpec(settings, part),
      },
    },
  });
}

function podSpec(settings: Settings, part: CachePart): k8s.PodSpec {
  return {
    serviceAccountName: settings.serviceAccountName,
    automountServiceAccountToken: false,
    priorityClassName: settings.priorityClassName,
    affinity: settings.affinity,
    securityContext: settings.podSecurityContext,
    nodeSelector: settings.nodeSelector,
    tolerations: [...settings.tolerations],
    hostNetwork: settings.mode.hostNetwork,
    // `Default` is the node's resolv.conf. With the cluster DNS, names outside the cluster would loop.
    dnsPolicy: 'Default',
    imagePullSecrets: ifAny(settings.imagePullSecrets.map((name) => ({ name }))),
    initContainers: ifAny(part.initContainers),
    containers: [nodeCacheContainer(settings, part), ...part.containers],
    volumes: part.volumes,
  };
}

/** The warnings as an annotation, for readers of the manifest. */
function annotations(warnings: readonly string[]): Record<string, string> {
  return warnings.length > 0 ? { [WARNING]: warnings.join('; ') } : {};
}

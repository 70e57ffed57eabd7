import { k8s } from 'cdk8s-plus-28';
import { DEFAULT_NAME } from '../cache/defaults';
import { secondName } from '../cache/instances';
import { CACHE_LABEL } from '../cache/labels';
import { enterNode, HOST_PROC, SMALL } from '../kubelet/enter-node';
import { ifAny } from '../kubernetes/part';
import { scriptCommand } from '../kubernetes/scripts';
import { leastRights, NOBODY, NOT_CONFINED } from '../kubernetes/security-context';
import { XTABLES_LOCK_MOUNT, XTABLES_LOCK_VOLUME } from '../modes/kube-proxy';
import type { CleanupSettings } from './settings';

const NAME = 'node-local-dns-cleanup';
const LABELS = { 'k8s-app': NAME };

/**
 * The cleanup runs only on nodes without a cache: a new pod of a cache would set up again what the cleanup removes, and
 * an old one still needs it. All caches of this package have one label, in any namespace and under any name. Official
 * caches have their name as the label `k8s-app`.
 */
const WITHOUT_CACHE: k8s.Affinity = {
  podAntiAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: [
      Object.entries(CACHE_LABEL).map(([key, value]) => ({ key, operator: 'In', values: [value] })),
      [{ key: 'k8s-app', operator: 'In', values: [DEFAULT_NAME, secondName(DEFAULT_NAME)] }],
    ].map((matchExpressions) => ({
      labelSelector: { matchExpressions },
      // An empty selector means every namespace.
      namespaceSelector: {},
      topologyKey: 'kubernetes.io/hostname',
    })),
  },
};

export function daemonSet(settings: CleanupSettings) {
  return k8s.KubeDaemonSet.manifest({
    metadata: { name: NAME, namespace: settings.namespace, labels: LABELS },
    spec: {
      selector: { matchLabels: LABELS },
      // A change reaches all nodes at once, as a new DaemonSet does.
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: k8s.IntOrString.fromString('100%') } },
      template: { metadata: { labels: LABELS }, spec: podSpec(settings) },
    },
  });
}

function podSpec(settings: CleanupSettings): k8s.PodSpec {
  const { kubeletsOnly, imagePullSecrets, nodeSelector, tolerations, toolsImage } = settings;
  return {
    automountServiceAccountToken: false,
    nodeSelector,
    tolerations: [...tolerations],
    affinity: kubeletsOnly ? undefined : WITHOUT_CACHE,
    hostNetwork: true,
    dnsPolicy: 'Default',
    imagePullSecrets: ifAny(imagePullSecrets.map((name) => ({ name }))),
    // `sleep` ignores SIGTERM as the first process, and the scripts may be killed at any point.
    terminationGracePeriodSeconds: 0,
    initContainers: [enterNode('kubelet', 'revert', toolsImage), ...(kubeletsOnly ? [] : cacheSteps(settings))],
    containers: [
      {
        name: 'done',
        image: toolsImage,
        command: ['sleep', 'infinity'],
        resources: SMALL,
        securityContext: leastRights([], NOBODY),
      },
    ],
    volumes: kubeletsOnly ? [HOST_PROC] : [HOST_PROC, XTABLES_LOCK_VOLUME],
  };
}

/** The containers that remove the rules and the interfaces of caches. */
function cacheSteps({ image, toolsImage }: CleanupSettings): k8s.Container[] {
  return [
    {
      ...step('rules', image),
      // NET_ADMIN for the rules, NET_RAW for iptables-legacy.
      securityContext: leastRights(['NET_ADMIN', 'NET_RAW'], NOT_CONFINED),
      volumeMounts: [XTABLES_LOCK_MOUNT],
    },
    { ...step('links', toolsImage), securityContext: leastRights(['NET_ADMIN']) },
  ];
}

/** A container that runs cleanup-node.sh. */
function step(name: 'rules' | 'links', image: string) {
  return {
    name,
    image,
    command: scriptCommand('cleanup/cleanup-node.sh', name),
    resources: SMALL,
    terminationMessagePolicy: 'FallbackToLogsOnError',
  };
}

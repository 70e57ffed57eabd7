import { k8s } from 'cdk8s-plus-28';
import { ENTER_NODE, enterNode, HOST_PROC, SMALL } from '../kubelet/enter-node';
import { scriptData } from '../kubernetes/scripts';
import { securityContext } from '../kubernetes/security-context';
import type { CleanupSettings } from './settings';

const NAME = 'node-local-dns-cleanup';
const LABELS = { 'k8s-app': NAME };
const KEY = 'cleanup-node.sh';
const SCRIPTS: k8s.VolumeMount = { name: 'scripts', mountPath: '/etc/cleanup', readOnly: true };
const XTABLES_LOCK: k8s.VolumeMount = { name: 'xtables-lock', mountPath: '/run/xtables.lock' };
/** No new pod of a cache makes anew what goes, and none that ends needs it any more. */
const WITHOUT_CACHE: k8s.Affinity = {
  podAntiAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: [
      {
        labelSelector: {
          matchExpressions: [{ key: 'k8s-app', operator: 'In', values: ['node-local-dns', 'node-local-dns-b'] }],
        },
        topologyKey: 'kubernetes.io/hostname',
      },
    ],
  },
};

export function configMap({ namespace }: CleanupSettings) {
  return k8s.KubeConfigMap.manifest({
    metadata: { name: NAME, namespace, labels: LABELS },
    // No awk: a node that was patched has the one that its patch needs.
    data: scriptData([`kubelet/${ENTER_NODE}`, 'kubelet/kubelet.sh', `cleanup/${KEY}`]),
  });
}

export function daemonSet(settings: CleanupSettings) {
  return k8s.KubeDaemonSet.manifest({
    metadata: { name: NAME, namespace: settings.namespace, labels: LABELS },
    spec: {
      selector: { matchLabels: LABELS },
      // To all nodes at once, as when it is made.
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: k8s.IntOrString.fromString('100%') } },
      template: { metadata: { labels: LABELS }, spec: podSpec(settings) },
    },
  });
}

function podSpec({ kubeletsOnly, ...settings }: CleanupSettings): k8s.PodSpec {
  const [image, toolsImage] = [settings.image.text, settings.toolsImage.text];
  const { imagePullSecrets, nodeSelector, tolerations } = settings;
  const cache = [
    // As FAIL_OPEN's containers: where SELinux is enforced, others may not open the lock of iptables.
    { ...step('rules', image), securityContext: { privileged: true }, volumeMounts: [SCRIPTS, XTABLES_LOCK] },
    {
      ...step('links', toolsImage),
      securityContext: securityContext({ privileged: false }, ['NET_ADMIN']),
      volumeMounts: [SCRIPTS],
    },
  ];
  return {
    automountServiceAccountToken: false,
    nodeSelector,
    tolerations: [...tolerations],
    affinity: kubeletsOnly ? undefined : WITHOUT_CACHE,
    hostNetwork: true,
    dnsPolicy: 'Default',
    imagePullSecrets: imagePullSecrets.length > 0 ? imagePullSecrets.map((secret) => ({ name: secret })) : undefined,
    // `sleep` as the first process hears no SIGTERM, and the scripts may be killed at any point.
    terminationGracePeriodSeconds: 0,
    initContainers: [enterNode('kubelet', 'revert', toolsImage, SCRIPTS), ...(kubeletsOnly ? [] : cache)],
    containers: [
      {
        name: 'done',
        image: toolsImage,
        command: ['sleep', 'infinity'],
        resources: SMALL,
        securityContext: securityContext({ privileged: false }, []),
      },
    ],
    volumes: [
      { name: SCRIPTS.name, configMap: { name: NAME } },
      HOST_PROC,
      { name: XTABLES_LOCK.name, hostPath: { path: XTABLES_LOCK.mountPath, type: 'FileOrCreate' } },
    ],
  };
}

/** A container that runs cleanup-node.sh. */
function step(name: 'rules' | 'links', image: string) {
  return {
    name,
    image,
    command: ['/bin/sh', `${SCRIPTS.mountPath}/${KEY}`, name],
    resources: SMALL,
    terminationMessagePolicy: 'FallbackToLogsOnError',
  };
}

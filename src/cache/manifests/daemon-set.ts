import { k8s } from 'cdk8s-plus-28';
import { failOpenNodeCache, failOpenPod } from '../../fail-open/part';
import { kubeletPod, kubeletWarning } from '../../kubelet/part';
import type { Amounts } from '../../kubernetes/resources';
import { securityContext } from '../../kubernetes/security-context';
import { ifAny, podLabels, podSelector, prometheusAnnotations } from '../labels';
import type { Settings } from '../settings';
import { goEnvironment } from './go-environment';
import { nodeCacheArgs, PIDFILE } from './node-cache-args';

/** How long node-cache may take to its first answer before the kubelet starts it again, in seconds. */
const STARTUP_SECONDS = 60;
/** How long node-cache may take to end once the liveness probe has found it hung, in seconds. */
const HUNG_SECONDS = 5;
const SURGE: k8s.DaemonSetUpdateStrategy = {
  type: 'RollingUpdate',
  rollingUpdate: { maxSurge: k8s.IntOrString.fromString('10%'), maxUnavailable: k8s.IntOrString.fromNumber(0) },
};

export function daemonSet(settings: Settings) {
  const { name, namespace, labels, updateStrategy = SURGE } = settings;
  return k8s.KubeDaemonSet.manifest({
    metadata: {
      name,
      namespace,
      labels: { ...labels, ...podSelector(settings) },
      annotations: ifAny(kubeletWarning(settings)),
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
        spec: podSpec(settings),
      },
    },
  });
}

function podSpec(settings: Settings): k8s.PodSpec {
  const { imagePullSecrets } = settings;
  const failOpen = failOpenPod(settings);
  const kubelet = kubeletPod(settings);
  const initContainers = [...failOpen.initContainers, ...kubelet.initContainers];
  return {
    serviceAccountName: settings.serviceAccountName,
    automountServiceAccountToken: false,
    priorityClassName: settings.priorityClassName,
    nodeSelector: settings.nodeSelector,
    tolerations: [...settings.tolerations],
    hostNetwork: true,
    // The node's resolv.conf: asking the cluster DNS for names outside the cluster would be a loop.
    dnsPolicy: 'Default',
    imagePullSecrets: imagePullSecrets.length > 0 ? imagePullSecrets.map((secret) => ({ name: secret })) : undefined,
    initContainers: initContainers.length > 0 ? initContainers : undefined,
    containers: [container(settings), ...failOpen.containers],
    volumes: [
      { name: 'xtables-lock', hostPath: { path: '/run/xtables.lock', type: 'FileOrCreate' } },
      {
        name: 'config-volume',
        configMap: {
          name: settings.name,
          items: [
            { key: 'Corefile', path: 'Corefile.base' },
            ...(settings.hasHostRecords ? [{ key: 'hosts', path: 'hosts' }] : []),
          ],
        },
      },
      ...(settings.useKubeDnsConfigMap
        ? [{ name: 'kube-dns-config', configMap: { name: 'kube-dns', optional: true } }]
        : []),
      ...failOpen.volumes,
      ...kubelet.volumes,
    ],
  };
}

function container(settings: Settings): k8s.Container {
  const { availability, resources } = settings;
  const { volumeMounts, env = [], ...failOpen } = failOpenNodeCache(settings);
  const environment = [...goEnvironment(settings), ...env];
  return {
    name: 'node-cache',
    image: settings.image,
    imagePullPolicy: settings.imagePullPolicy,
    args: nodeCacheArgs(settings),
    env: environment.length > 0 ? environment : undefined,
    resources: { requests: quantities(resources.requests), limits: quantities(resources.limits) },
    // NET_ADMIN makes the interface and the rules, NET_BIND_SERVICE binds port 53, NET_RAW is for iptables-legacy.
    securityContext: securityContext(settings, ['NET_ADMIN', 'NET_BIND_SERVICE', 'NET_RAW']),
    // On the host network they are ports of the node, and no node would have them for a second pod.
    ports: availability.surges ? undefined : ports(settings),
    startupProbe: { ...startupProbe(settings), periodSeconds: 1, failureThreshold: STARTUP_SECONDS },
    // Before the old cache stops, the new one must have served for 5 s: some errors end it only after its start.
    readinessProbe: {
      ...healthProbe(settings),
      periodSeconds: 5,
      successThreshold: availability.surges ? 2 : undefined,
    },
    livenessProbe: { ...healthProbe(settings), terminationGracePeriodSeconds: HUNG_SECONDS },
    volumeMounts: [
      { name: 'xtables-lock', mountPath: '/run/xtables.lock', readOnly: false },
      { name: 'config-volume', mountPath: '/etc/coredns' },
      ...(settings.useKubeDnsConfigMap ? [{ name: 'kube-dns-config', mountPath: '/etc/kube-dns' }] : []),
      ...volumeMounts,
    ],
    ...failOpen,
  };
}

function ports({ metricsPort }: Settings): k8s.ContainerPort[] {
  return [
    { containerPort: 53, name: 'dns', protocol: 'UDP' },
    { containerPort: 53, name: 'dns-tcp', protocol: 'TCP' },
    ...(metricsPort === undefined ? [] : [{ containerPort: metricsPort, name: 'metrics', protocol: 'TCP' }]),
  ];
}

/** An old cache, which shares the health port with the new one, would answer for it; the pidfile is the new one's own. */
function startupProbe(settings: Settings): k8s.Probe {
  return settings.availability.surges
    ? { exec: { command: ['cat', PIDFILE] }, timeoutSeconds: 5 }
    : healthProbe(settings);
}

function healthProbe({ localIp, healthPort }: Settings): k8s.Probe {
  return {
    httpGet: { host: localIp.text, path: '/health', port: k8s.IntOrString.fromNumber(healthPort) },
    timeoutSeconds: 5,
  };
}

function quantities({ cpu, memory }: Amounts): Record<string, k8s.Quantity> | undefined {
  const amounts = Object.entries({ cpu, memory }).flatMap(([kind, quantity]) =>
    quantity ? [[kind, k8s.Quantity.fromString(quantity.text)] as const] : [],
  );
  return amounts.length > 0 ? Object.fromEntries(amounts) : undefined;
}

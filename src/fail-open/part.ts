import type { k8s } from 'cdk8s-plus-28';
import { interfaceName } from '../cache/labels';
import type { Settings } from '../cache/settings';
import { SMALL } from '../kubelet/enter-node';
import { scriptData } from '../kubernetes/scripts';
import { securityContext } from '../kubernetes/security-context';

const KEY = 'fail-open.sh';
const DIRECTORY = '/etc/fail-open';
const VOLUME_MOUNT: k8s.VolumeMount = { name: 'fail-open', mountPath: DIRECTORY, readOnly: true };

/** Programs of the image, not of its entrypoint. */
const script = (command: string) => ['/bin/sh', `${DIRECTORY}/${KEY}`, command];

/** What an availability that fails open adds to the ConfigMap: the script that sets, keeps and removes the rules. */
export function failOpenData({ availability }: Settings): Record<string, string> {
  return availability.failsOpen ? scriptData([`fail-open/${KEY}`]) : {};
}

/** What it adds to the pod. */
export function failOpenPod(settings: Settings) {
  if (!settings.availability.failsOpen) return { initContainers: [], containers: [], volumes: [] };
  return {
    initContainers: [container('fail-open-rules', 'set', settings)],
    containers: [container('fail-open-rules-keeper', 'keep', settings)],
    // A volume of its own, so that node-cache is not told of the script.
    volumes: [{ name: 'fail-open', configMap: { name: settings.name, items: [{ key: KEY, path: KEY }] } }],
  };
}

/**
 * What it adds to node-cache's container. The hook sends queries to kube-dns before node-cache is told to end, so that
 * none is on its way to an interface that goes.
 */
export function failOpenNodeCache(settings: Settings) {
  if (!settings.availability.failsOpen) return { volumeMounts: [] };
  return {
    env: environment(settings),
    lifecycle: { preStop: { exec: { command: script('remove') } } },
    volumeMounts: [VOLUME_MOUNT],
  };
}

function container(name: string, command: string, settings: Settings): k8s.Container {
  return {
    name,
    image: settings.image,
    imagePullPolicy: settings.imagePullPolicy,
    command: script(command),
    env: environment(settings),
    resources: SMALL,
    // NET_ADMIN for the rules, NET_RAW for iptables-legacy. The root file system stays writable: the iptables of some
    // images is a script that picks a backend by making links.
    securityContext: securityContext(settings, ['NET_ADMIN', 'NET_RAW']),
    volumeMounts: [{ name: 'xtables-lock', mountPath: '/run/xtables.lock', readOnly: false }, VOLUME_MOUNT],
  };
}

/** The script's parameters. */
function environment(settings: Settings): k8s.EnvVar[] {
  const { localIp, clusterDnsIp, proxyMode, healthPort } = settings;
  return [
    { name: 'LOCAL_IP', value: localIp.text },
    { name: 'CLUSTER_DNS_IP', value: clusterDnsIp.text },
    { name: 'PROXY_MODE', value: proxyMode.name },
    { name: 'HEALTH_PORT', value: String(healthPort) },
    { name: 'INTERFACE', value: interfaceName(settings) },
    { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
  ];
}

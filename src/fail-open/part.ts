import type { k8s } from 'cdk8s-plus-28';
import { interfaceName } from '../cache/labels';
import type { Settings } from '../cache/settings';
import { SMALL } from '../kubelet/enter-node';
import type { Part } from '../kubernetes/part';
import { scriptData } from '../kubernetes/scripts';
import { securityContext } from '../kubernetes/security-context';
import { XTABLES_LOCK_MOUNT, XTABLES_LOCK_VOLUME } from '../modes/kube-proxy';

const KEY = 'fail-open.sh';
const DIRECTORY = '/etc/fail-open';
const VOLUME_MOUNT: k8s.VolumeMount = { name: 'fail-open', mountPath: DIRECTORY, readOnly: true };

/** Programs of the image, not of its entrypoint. */
const script = (command: string) => ['/bin/sh', `${DIRECTORY}/${KEY}`, command];

/**
 * What an availability that fails open adds to a cache: a script that sets, keeps and removes the rules. node-cache's
 * hook sends queries to kube-dns before node-cache ends, so that none is on its way to an interface that goes.
 */
export function failOpenPart(settings: Settings): Part {
  if (!settings.availability.failsOpen) return {};
  return {
    data: scriptData([`fail-open/${KEY}`]),
    initContainers: [container('fail-open-rules', 'set', settings)],
    containers: [container('fail-open-rules-keeper', 'keep', settings)],
    volumes: [
      XTABLES_LOCK_VOLUME,
      // A volume of its own, so that node-cache does not see the script.
      { name: 'fail-open', configMap: { name: settings.name, items: [{ key: KEY, path: KEY }] } },
    ],
    nodeCache: {
      env: environment(settings),
      lifecycle: { preStop: { exec: { command: script('remove') } } },
      volumeMounts: [VOLUME_MOUNT],
    },
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
    volumeMounts: [XTABLES_LOCK_MOUNT, VOLUME_MOUNT],
  };
}

/** The script's parameters. */
function environment(settings: Settings): k8s.EnvVar[] {
  const { localIps, clusterDnsIps, mode, healthPort } = settings;
  return [
    { name: 'LOCAL_IP', value: localIps.map(({ text }) => text).join(' ') },
    { name: 'CLUSTER_DNS_IP', value: clusterDnsIps.map(({ text }) => text).join(' ') },
    { name: 'PROXY_MODE', value: mode.name },
    { name: 'HEALTH_PORT', value: String(healthPort) },
    { name: 'INTERFACE', value: interfaceName(settings) },
    { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
  ];
}

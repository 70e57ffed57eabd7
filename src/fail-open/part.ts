import type { k8s } from 'cdk8s-plus-28';
import { interfaceName } from '../cache/labels';
import type { Settings } from '../cache/settings';
import type { Address } from '../input/address';
import { SMALL } from '../kubelet/enter-node';
import type { Part } from '../kubernetes/part';
import { namesAndTexts, scriptCommand } from '../kubernetes/scripts';
import { leastRights, NOT_CONFINED } from '../kubernetes/security-context';
import { XTABLES_LOCK_MOUNT, XTABLES_LOCK_VOLUME } from '../modes/kube-proxy';

/** The script, and those that it reads, in this folder. */
const SCRIPTS = ['fail-open.sh', 'rules.sh', 'hang-watch.sh'];
/** Written by the pod's own init container, so that the scripts are in the pod's spec, and there once. */
const SCRIPT_MOUNT: k8s.VolumeMount = { name: 'fail-open', mountPath: '/etc/fail-open' };
/** The pod's name, by which it knows its rules. A user's patch of `env` does not take it away. */
const POD: k8s.VolumeMount = { name: 'pod', mountPath: '/etc/pod', readOnly: true };
const READ_ONLY = [{ ...SCRIPT_MOUNT, readOnly: true }, POD];

/**
 * What an availability that fails open adds to a cache: a script that sets, keeps and removes the rules. node-cache's
 * hook sends queries to kube-dns before node-cache ends, so that none is on its way to an interface that goes.
 */
export function failOpenPart(settings: Settings): Part {
  if (!settings.availability.failsOpen) return {};
  const parameters = parametersOf(settings);
  const run = (action: string) => ['/bin/sh', `${SCRIPT_MOUNT.mountPath}/${SCRIPTS[0]}`, action, ...parameters];
  const texts = namesAndTexts('fail-open', SCRIPTS);
  const set = scriptCommand(
    'kubernetes/write-and-run.sh',
    SCRIPT_MOUNT.mountPath,
    ...texts,
    '--',
    'set',
    ...parameters,
  );
  return {
    initContainers: [container('fail-open-rules', set, [SCRIPT_MOUNT, POD], settings)],
    containers: [container('fail-open-rules-keeper', run('keep'), READ_ONLY, settings)],
    volumes: [
      XTABLES_LOCK_VOLUME,
      { name: SCRIPT_MOUNT.name, emptyDir: {} },
      { name: POD.name, downwardApi: { items: [{ path: 'name', fieldRef: { fieldPath: 'metadata.name' } }] } },
    ],
    nodeCache: { lifecycle: { preStop: { exec: { command: run('remove') } } }, volumeMounts: READ_ONLY },
  };
}

function container(
  name: string,
  command: string[],
  volumeMounts: readonly k8s.VolumeMount[],
  { image, imagePullPolicy, privileged, seLinuxOptions }: Settings,
): k8s.Container {
  return {
    name,
    image,
    imagePullPolicy,
    command,
    resources: SMALL,
    // NET_ADMIN for the rules, NET_RAW for iptables-legacy. The root file system stays writable: the iptables of some
    // images is a script that picks a backend by making links.
    securityContext: leastRights(['NET_ADMIN', 'NET_RAW'], {
      readOnlyRootFilesystem: false,
      ...(privileged ? NOT_CONFINED : {}),
      ...(seLinuxOptions && { seLinuxOptions }),
    }),
    terminationMessagePolicy: 'FallbackToLogsOnError',
    volumeMounts: [XTABLES_LOCK_MOUNT, ...volumeMounts],
  };
}

/** The script's parameters, as arguments: a user's patch of `env` does not take them away. */
function parametersOf(settings: Settings): string[] {
  const { localIps, clusterDnsIps, boundIps, mode, healthPort } = settings;
  const texts = (addresses: readonly Address[]) => addresses.map(({ text }) => text).join(' ');
  return [
    `LOCAL_IPS=${texts(localIps)}`,
    `CLUSTER_DNS_IPS=${texts(clusterDnsIps)}`,
    `BOUND_IPS=${texts(boundIps)}`,
    `REDIRECT=${mode.redirects ? 'yes' : 'no'}`,
    `PROXY_MODE=${mode.name}`,
    `HEALTH_PORT=${healthPort}`,
    `INTERFACE=${interfaceName(settings)}`,
  ];
}

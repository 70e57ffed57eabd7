import type { k8s } from 'cdk8s-plus-28';
import { interfaceName } from '../cache/labels';
import type { Settings } from '../cache/settings';
import type { Address } from '../input/address';
import { SMALL } from '../kubelet/enter-node';
import type { Part } from '../kubernetes/part';
import { namesAndTexts, scriptCommand } from '../kubernetes/scripts';
import { leastRights, NOT_CONFINED } from '../kubernetes/security-context';
import { XTABLES_LOCK_MOUNT, XTABLES_LOCK_VOLUME } from '../modes/kube-proxy';

/** The script of this folder that sets the rules, and the scripts that it reads. */
const SCRIPTS = ['fail-open.sh', 'rules.sh', 'hang-watch.sh'];
/** The pod's init container writes the scripts into this volume, so that the pod's spec has them, and has them once. */
const SCRIPT_MOUNT: k8s.VolumeMount = { name: 'fail-open', mountPath: '/etc/fail-open' };
/** The pod's name, by which the script knows the pod's rules. As a file it survives a user's patch of `env`. */
const POD: k8s.VolumeMount = { name: 'pod', mountPath: '/etc/pod', readOnly: true };
const READ_ONLY = [{ ...SCRIPT_MOUNT, readOnly: true }, POD];

/**
 * The part of a cache whose availability fails open: a script that sets, keeps and removes the rules. The preStop hook
 * of node-cache's container removes them, which sends queries to kube-dns before node-cache ends. So no query is on its
 * way to an interface that disappears.
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

/** The script's parameters. They are arguments, so that they survive a user's patch of `env`. */
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

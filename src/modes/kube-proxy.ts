import type { k8s } from 'cdk8s-plus-28';
import type { Mode } from './mode';

/** Every process that changes rules of iptables on a node holds this lock. */
const XTABLES_LOCK = '/run/xtables.lock';
export const XTABLES_LOCK_VOLUME: k8s.Volume = {
  name: 'xtables-lock',
  hostPath: { path: XTABLES_LOCK, type: 'FileOrCreate' },
};
export const XTABLES_LOCK_MOUNT: k8s.VolumeMount = {
  name: XTABLES_LOCK_VOLUME.name,
  mountPath: XTABLES_LOCK,
  readOnly: false,
};

/** The values that all modes of kube-proxy share. */
export const KUBE_PROXY = {
  hostNetwork: true,
  healthIp: ({ localIps }) => localIps[0],
  // An unknown flag ends node-cache, so a flag that would set the default is left out.
  setupArgs: ({ availability, interfaceName }) => [
    ...(interfaceName === undefined ? [] : ['-interfacename', interfaceName]),
    ...(availability.failsOpen ? ['-setupiptables=false'] : []),
    ...(availability.surges ? ['-skipteardown=true'] : []),
  ],
  // On the host network these are ports of the node, so a node would have no room for a second pod.
  ports: ({ availability, metricsPort }) => (availability.surges ? [] : portsOf(metricsPort)),
  // NET_ADMIN makes the interface and the rules, NET_BIND_SERVICE binds port 53, NET_RAW is for iptables-legacy.
  capabilities: ['NET_ADMIN', 'NET_BIND_SERVICE', 'NET_RAW'],
  part: { volumes: [XTABLES_LOCK_VOLUME], nodeCache: { volumeMounts: [XTABLES_LOCK_MOUNT] } },
} satisfies Partial<Mode>;

function portsOf(metricsPort: number | undefined): k8s.ContainerPort[] {
  return [
    { containerPort: 53, name: 'dns', protocol: 'UDP' },
    { containerPort: 53, name: 'dns-tcp', protocol: 'TCP' },
    ...(metricsPort === undefined ? [] : [{ containerPort: metricsPort, name: 'metrics', protocol: 'TCP' }]),
  ];
}

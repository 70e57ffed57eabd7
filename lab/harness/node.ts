import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import {
  EXAMPLE_SITE_RESOLVERS,
  EXAMPLE_STUB_RESOLVERS,
  KUBE_DNS,
  LOCAL_DNS,
  NODE_ADDRESS,
  NODE_NAME,
  POD_NETWORK,
  SITE_RESOLVER,
} from './addresses';
import { IMAGES, imageArchives } from './images';
import { KUBECONFIG, PKI } from './pki';
import { daemon, ended, STATE, sh, until } from './process';
import { build, program } from './programs';

export type ProxyMode = 'iptables' | 'nftables' | 'ipvs';

/** Kernel modules that containers, kube-proxy and node-cache use, where they are not built in. */
const MODULES = [
  ...['overlay', 'veth', 'bridge', 'br_netfilter', 'dummy', 'nf_conntrack', 'nf_conntrack_netlink'],
  ...['iptable_filter', 'iptable_mangle', 'iptable_nat', 'iptable_raw'],
  ...['ip6table_filter', 'ip6table_mangle', 'ip6table_nat', 'ip6table_raw'],
  ...['xt_addrtype', 'xt_comment', 'xt_conntrack', 'xt_CT', 'xt_mark', 'xt_MASQUERADE', 'xt_multiport', 'xt_nat'],
  ...['xt_set', 'xt_statistic', 'xt_tcpudp', 'ipt_REJECT', 'ip_vs', 'ip_vs_rr', 'ip_vs_sh', 'ip_vs_wrr'],
  ...['ip_set_hash_ip', 'ip_set_hash_ipport', 'ip_set_hash_ipportip', 'ip_set_hash_ipportnet', 'ip_set_bitmap_port'],
];

/** Sets up the node's network: an uplink that leads nowhere, with the addresses of the resolvers on it. */
export function setUpNetwork() {
  const ip = (command: string) => sh('ip', command.split(' '));
  // A bridge without ports, because not every kernel has dummy devices.
  ip('link add uplink type bridge');
  ip('link set uplink up');
  for (const address of [`${NODE_ADDRESS}/24`, SITE_RESOLVER, ...EXAMPLE_SITE_RESOLVERS, ...EXAMPLE_STUB_RESOLVERS]) {
    ip(`address add ${address} dev uplink`);
  }
  ip('route add default via 10.77.0.254 dev uplink');
  sh('sysctl', ['-qw', 'net.ipv4.ip_forward=1']);
  writeFileSync('/etc/resolv.conf', `nameserver ${SITE_RESOLVER}\n`);
}

/** Loads modules only on a kernel of the machine's own. In the host's kernel they would stay loaded. */
export async function loadModules() {
  if (existsSync('/usr/lib/uml/modules')) await ended('modprobe', ['--all', '--quiet', ...MODULES]);
}

/** Puts the iptables with this kernel's backend on the path. */
export function useIptables() {
  const backend = sh(join(__dirname, 'images/iptables-backend.sh')).trim();
  process.env.PATH = `/usr/lib/iptables-${backend}:${process.env.PATH}`;
}

export async function startContainerd() {
  const containerd = await build('containerd');
  mkdirSync('/etc/cni/net.d', { recursive: true });
  const network = {
    cniVersion: '0.4.0',
    name: 'lab',
    plugins: [
      {
        type: 'bridge',
        bridge: 'cni0',
        isGateway: true,
        hairpinMode: true,
        ipam: { type: 'host-local', ranges: [[{ subnet: POD_NETWORK }]], routes: [{ dst: '0.0.0.0/0' }] },
      },
      { type: 'portmap', capabilities: { portMappings: true } },
    ],
  };
  writeFileSync('/etc/cni/net.d/10-lab.conflist', JSON.stringify(network));
  const configuration = join(STATE, 'containerd.toml');
  writeFileSync(
    configuration,
    `version = 3
[plugins.'io.containerd.cri.v1.runtime']
# Without CAP_SYS_RESOURCE nobody may lower a process's oom_score_adj.
restrict_oom_score_adj = true
[plugins.'io.containerd.cri.v1.runtime'.cni]
bin_dirs = ['/usr/lib/cni']
[plugins.'io.containerd.cri.v1.images'.pinned_images]
sandbox = '${IMAGES.client}'
`,
  );
  const PATH = `${containerd}:${process.env.PATH}`;
  daemon('containerd', join(containerd, 'containerd'), ['--config', configuration], { PATH });
  await until('containerd answers', async () => (await ended(await program('ctr'), ['version'])).ok);
  const archives = await imageArchives();
  await Promise.all(archives.map((archive) => ctr('images', 'import', '--local', archive)));
}

export async function ctr(...args: string[]): Promise<string> {
  const { ok, output } = await ended(await program('ctr'), ['--namespace', 'k8s.io', ...args]);
  if (!ok) throw new Error(`ctr ${args.join(' ')}: ${output}`);
  return output;
}

/** The process id of a container's first process on this machine. */
export async function taskPid(containerId: string): Promise<number> {
  const id = containerId.replace('containerd://', '');
  const task = (await ctr('tasks', 'list')).split('\n').find((line) => line.startsWith(id));
  if (!task) throw new Error(`container ${id} does not run`);
  return Number(task.trim().split(/\s+/)[1]);
}

/** Where the kubelet's settings are: its configuration, drop-ins that are read after it, and flags of its service. */
export const KUBELET_CONFIGURATION = '/var/lib/kubelet/config.yaml';
export const KUBELET_DROP_INS = '/etc/kubernetes/kubelet.conf.d';
export const KUBELET_ENVIRONMENT = '/etc/kubernetes/kubelet';

export async function startKubelet(proxyMode: ProxyMode) {
  const configuration = {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: false },
      x509: { clientCAFile: join(PKI, 'ca.crt') },
    },
    authorization: { mode: 'AlwaysAllow' },
    cgroupDriver: 'cgroupfs',
    failCgroupV1: false,
    // In IPVS mode the cache cannot have the kube-dns IP, so the documents change this setting.
    clusterDNS: [proxyMode === 'ipvs' ? LOCAL_DNS : KUBE_DNS],
    clusterDomain: 'cluster.local',
    containerRuntimeEndpoint: 'unix:///run/containerd/containerd.sock',
    failSwapOn: false,
    resolvConf: '/etc/resolv.conf',
    // The machine's disk is memory, which the kubelet need not manage.
    localStorageCapacityIsolation: false,
    imageGCHighThresholdPercent: 100,
    evictionHard: {
      'memory.available': '1Mi',
      'nodefs.available': '0%',
      'imagefs.available': '0%',
      'nodefs.inodesFree': '0%',
    },
    // Shorter than the default, so that the tests wait less for a changed ConfigMap.
    syncFrequency: '2s',
    nodeStatusUpdateFrequency: '2s',
  };
  mkdirSync('/var/lib/kubelet', { recursive: true });
  writeFileSync(KUBELET_CONFIGURATION, stringify(configuration));
  mkdirSync(KUBELET_DROP_INS, { recursive: true });
  writeFileSync(KUBELET_ENVIRONMENT, 'CLUSTER_DNS=""\n');
  fakeProcessorSpeed();
  daemon('kubelet', await program('kubelet'), [
    `--config=${KUBELET_CONFIGURATION}`,
    `--config-dir=${KUBELET_DROP_INS}`,
    `--kubeconfig=${KUBECONFIG}`,
    `--hostname-override=${NODE_NAME}`,
    `--node-ip=${NODE_ADDRESS}`,
    '--cert-dir=/var/lib/kubelet/pki',
  ]);
}

/** Adds a frequency to /proc/cpuinfo. User-mode Linux has none, and the kubelet would end. */
function fakeProcessorSpeed() {
  const real = readFileSync('/proc/cpuinfo', 'utf8');
  if (real.includes('cpu MHz')) return;
  const file = join(STATE, 'cpuinfo');
  writeFileSync(file, `${real.trim()}\ncpu MHz\t\t: 2000.000\ncore id\t\t: 0\nphysical id\t: 0\n\n`);
  sh('mount', ['--bind', file, '/proc/cpuinfo']);
}

export async function startKubeProxy(mode: ProxyMode) {
  const configuration = {
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    clientConnection: { kubeconfig: KUBECONFIG },
    mode,
    hostnameOverride: NODE_NAME,
    clusterCIDR: POD_NETWORK,
    // Zero leaves the kernel's settings as they are, since they belong to the host.
    conntrack: { maxPerCore: 0, min: 0, tcpCloseWaitTimeout: '0s', tcpEstablishedTimeout: '0s' },
  };
  const file = join(STATE, 'kube-proxy.yaml');
  writeFileSync(file, stringify(configuration));
  daemon('kube-proxy', await program('kube-proxy'), ['--config', file]);
}

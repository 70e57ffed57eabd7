import { mkdirSync } from 'node:fs';
import { NODE_NAME } from './addresses';
import { clusterDns, startSiteResolvers } from './cluster-dns';
import { startControlPlane } from './control-plane';
import { field, kubectl, kubectlWith } from './kubectl';
import { type ProxyMode, setUpNetwork, startContainerd, startKubelet, startKubeProxy } from './node';
import { makeCertificates } from './pki';
import { PATIENCE, STATE, until } from './process';
import { startServiceManager } from './service-manager';

/** Starts a cluster of one node on this machine, and waits until its DNS serves. The cluster ends with the machine. */
export async function startCluster(proxyMode: ProxyMode) {
  mkdirSync(STATE, { recursive: true });
  setUpNetwork();
  makeCertificates();
  startServiceManager();
  await Promise.all([startControlPlane(), startContainerd(), startSiteResolvers()]);
  await Promise.all([
    startKubelet(proxyMode),
    startKubeProxy(proxyMode),
    kubectlWith(clusterDns(), 'apply', '--server-side'),
  ]);
  const ready = () => field('.status.conditions[?(@.type=="Ready")].status', 'node', NODE_NAME);
  await until('the node is Ready', async () => (await ready()) === 'True', { seconds: 240, every: 0.2 });
  await kubectl(
    '--namespace',
    'kube-system',
    'rollout',
    'status',
    'deployment/coredns',
    `--timeout=${240 * PATIENCE}s`,
  );
}

import { App, Chart } from 'cdk8s';
import { KubeletPatch, NodeLocalDnsCache, ProxyMode } from 'cdk8s-node-local-dns';

const app = new App();
const chart = new Chart(app, 'node-local-dns');
new NodeLocalDnsCache(chart, 'nld', {
  proxyMode: ProxyMode.IPVS,
  localIp: '169.254.20.10',
  clusterDnsIp: '10.96.0.10',
  // Gives the cache's address to the nodes' kubelets.
  kubelet: KubeletPatch.configFile(),
});
app.synth();

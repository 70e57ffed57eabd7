import { App, Chart } from 'cdk8s';
import { NodeLocalDnsCache, ProxyMode } from 'cdk8s-node-local-dns';

const app = new App();
const chart = new Chart(app, 'node-local-dns');
new NodeLocalDnsCache(chart, 'nld', {
  proxyMode: ProxyMode.IPVS,
  localIp: '169.254.20.10',
  clusterDnsIp: '10.96.0.10',
});
app.synth();

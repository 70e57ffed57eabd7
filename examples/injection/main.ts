import { App, Chart } from 'cdk8s';
import { NodeLocalDnsCache, NodeLocalDnsInjection, ProxyMode } from 'cdk8s-node-local-dns';

const app = new App();
const chart = new Chart(app, 'node-local-dns');
const cache = new NodeLocalDnsCache(chart, 'nld', { proxyMode: ProxyMode.IPVS });
new NodeLocalDnsInjection(chart, 'injection', { cache, kubernetesVersion: '1.36', options: ['timeout:2'] });
app.synth();

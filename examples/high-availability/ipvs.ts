import { App, Chart } from 'cdk8s';
import { Availability, NodeLocalDnsCache, ProxyMode } from 'cdk8s-node-local-dns';

const app = new App();
const chart = new Chart(app, 'node-local-dns-redundant');
new NodeLocalDnsCache(chart, 'nld', { proxyMode: ProxyMode.IPVS, availability: Availability.REDUNDANT });
app.synth();

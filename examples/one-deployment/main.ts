import { App, Chart } from 'cdk8s';
import { NodeLocalDnsCache, ProxyMode } from 'cdk8s-node-local-dns';
import { Deployment, DnsPolicy, Pod } from 'cdk8s-plus-28';

const app = new App();
const cache = new NodeLocalDnsCache(new Chart(app, 'node-local-dns'), 'nld', { proxyMode: ProxyMode.IPVS });

const shop = new Chart(app, 'shop', { namespace: 'shop' });
const containers = [{ image: 'shop.example/web' }];
const web = new Deployment(shop, 'web', { containers });
new Deployment(shop, 'not-yet', { containers });

// This one Deployment; `cache.useIn(shop)` is for all of the chart, `cache.useIn(app)` for every chart.
cache.useIn(web, { ndots: 2 });

// And a pod whose DNS is written out.
const { dnsConfig } = cache.podDnsConfig({ namespace: 'shop', options: ['timeout:2', 'attempts:3'] });
new Pod(shop, 'debug', { containers, dns: { policy: DnsPolicy.NONE, ...dnsConfig } });

app.synth();

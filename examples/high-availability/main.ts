import { App, Chart } from 'cdk8s';
import { Availability, CacheProfile, NodeLocalDnsCache } from 'cdk8s-node-local-dns';

const app = new App();
const chart = new Chart(app, 'node-local-dns');
new NodeLocalDnsCache(chart, 'nld', {
  availability: Availability.FAIL_OPEN,
  cache: CacheProfile.RESILIENT,
});
app.synth();

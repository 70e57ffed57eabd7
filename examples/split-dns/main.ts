import { App, Chart, Duration } from 'cdk8s';
import { CacheProfile, Forward, ForwardPolicy, NodeLocalDnsCache, Zone } from 'cdk8s-node-local-dns';

const app = new App();
const chart = new Chart(app, 'node-local-dns');
new NodeLocalDnsCache(chart, 'nld', {
  // The networks of pods and Services. All other reverse lookups go to the servers of the root.
  reverseZones: ['10.244.0.0/16', '10.96.0.0/12'],
  zones: {
    // The company's names: the server of this site, and that of the other site while the first one is away.
    'corp.example': Zone.of({
      forward: Forward.to(['192.0.2.53', '198.51.100.53'], { policy: ForwardPolicy.SEQUENTIAL }),
      cache: CacheProfile.of({ successTtl: Duration.minutes(5), denialTtl: Duration.seconds(5) }),
    }),
    // The addresses of the company's machines.
    '172.16.0.0/16': Zone.of({ forward: Forward.to(['192.0.2.53', '198.51.100.53']) }),
    // All other names.
    '.': Zone.of({ forward: Forward.to(['203.0.113.1', '203.0.113.2']) }),
  },
});
app.synth();

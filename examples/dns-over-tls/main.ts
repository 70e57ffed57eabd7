import { App, Chart } from 'cdk8s';
import { CertificateAuthority, Forward, NodeLocalDnsCache, Zone } from 'cdk8s-node-local-dns';

const app = new App();
const chart = new Chart(app, 'node-local-dns');
new NodeLocalDnsCache(chart, 'nld', {
  zones: {
    // All names outside the cluster. The name behind % is in the certificate of each server.
    '.': Zone.of({
      forward: Forward.to(['tls://192.0.2.53%dns.corp.example', 'tls://192.0.2.54%dns.corp.example'], {
        certificateAuthority: CertificateAuthority.fromConfigMap('corp-ca'),
      }),
    }),
  },
});
app.synth();

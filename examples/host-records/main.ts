import { App, Chart } from 'cdk8s';
import { NodeLocalDnsCache } from 'cdk8s-node-local-dns';

const app = new App();
const chart = new Chart(app, 'node-local-dns');
new NodeLocalDnsCache(chart, 'nld', {
  // Machines outside the cluster that have no DNS server of their own.
  hostRecords: {
    '192.0.2.21': ['namenode.hadoop.example', 'namenode'],
    '192.0.2.22': ['datanode-1.hadoop.example'],
    '192.0.2.23': ['datanode-2.hadoop.example'],
  },
  // A domain that has one.
  stubDomains: { 'corp.example': ['192.0.2.53', '192.0.2.54:5353'] },
  // All other names.
  upstreamServers: ['192.0.2.1', '192.0.2.2'],
});
app.synth();

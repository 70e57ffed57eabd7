import { App, Chart } from 'cdk8s';
import { KubeOvnIntegration, NodeLocalDnsCache, ProxyMode } from 'cdk8s-node-local-dns';

const app = new App();
const chart = new Chart(app, 'node-local-dns');
const cache = new NodeLocalDnsCache(chart, 'nld', {
  // The local IP alone, whatever mode kube-proxy runs in: Kube-OVN answers for the kube-dns IP itself.
  proxyMode: ProxyMode.IPVS,
  localIp: '169.254.20.10',
  clusterDnsIp: '10.96.0.10',
});
new KubeOvnIntegration(chart, 'kube-ovn', {
  cache,
  // That of your kube-ovn-controller is on the nodes already:
  // kubectl -n kube-system get deployment kube-ovn-controller -o jsonpath='{.spec.template.spec.containers[0].image}'
  image: 'docker.io/kubeovn/kube-ovn:v1.15.0',
  // Underlay Subnets whose pods use the cache; overlay Subnets need nothing.
  underlaySubnets: ['vlan100'],
});
app.synth();

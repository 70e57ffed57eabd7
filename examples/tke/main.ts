import { App, Chart } from 'cdk8s';
import { ImagePullPolicy, KubeletPatch, NodeLocalDnsCache, ProxyMode } from 'cdk8s-node-local-dns';

const app = new App();
const chart = new Chart(app, 'node-local-dns');
new NodeLocalDnsCache(chart, 'nld', {
  proxyMode: ProxyMode.IPVS,
  clusterDnsIp: '172.16.252.10',
  // Gives the cache's address to the nodes' kubelets, which have the flag --cluster-dns from this file.
  kubelet: KubeletPatch.environmentFile({ path: '/etc/kubernetes/kubelet', variable: 'CLUSTER_DNS' }),
  // Your own mirror, and an old release: flags and plugins that 1.17.0 does not have are not used.
  image: 'mirror.example.com/k8s/k8s-dns-node-cache:1.17.0',
  // All other images come from the mirror too: here that of the kubelet patch.
  imageRegistry: 'mirror.example.com/k8s',
  imagePullPolicy: ImagePullPolicy.IF_NOT_PRESENT,
  // Prometheus finds the pods and the Service by their annotations.
  prometheusAnnotations: true,
});
app.synth();

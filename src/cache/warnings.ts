import type { Size } from 'cdk8s';
import { DEFAULT_NAMESPACE } from './defaults';
import type { Settings } from './settings';

/** The annotation of the DaemonSet with the warnings, for readers of the manifest. */
export const WARNING = 'cdk8s-node-local-dns/warning';

/** The commonest mistake that nothing shows: another kube-dns IP than the cluster's. */
export const CLUSTER_DNS_IP_NOT_GIVEN =
  "clusterDnsIp is not given, so it is 10.96.0.10, as in kubeadm's clusters; " +
  "`kubectl -n kube-system get service kube-dns -o jsonpath='{.spec.clusterIP}'` prints that of yours";

/** Warnings about settings that may be wrong. Synth alone cannot decide it. */
export function warningsOf(settings: Settings, estimatedMemory: Size): string[] {
  return [...whereDnsPodsAre(settings), ...littleMemory(settings, estimatedMemory)];
}

/** Warns of a cache that pods ask only if they are told to. At synth the caller knows whether they are. */
export function whoAsks({ mode, kubelet, localIps }: Settings): string[] {
  if (!mode.podsMustBeTold || kubelet) return [];
  const ips = localIps.map(({ text }) => text).join(' and ');
  return [
    `no pod uses the cache unless its kubelet or its dnsConfig names ${ips}: set the prop kubelet, call useIn, or add a NodeLocalDnsInjection`,
  ];
}

/** Warns of another namespace, since a Service selects pods of its own namespace only. */
export function whereDnsPodsAre({ namespace, hasUpstreamSelector }: Settings): string[] {
  if (namespace === DEFAULT_NAMESPACE || hasUpstreamSelector) return [];
  return [
    `no name of the cluster resolves unless its DNS pods run in ${namespace} with the label k8s-app: kube-dns: ` +
      `leave the prop namespace out, or set upstreamSelector`,
  ];
}

/**
 * Warns of a memory limit below the estimate. Go collects ever more often as the limit comes nearer. If the kernel
 * kills the cache, it loses its answers and, with `Availability.ROLLING`, the node has no DNS until the cache is back
 * (kubernetes/dns#438).
 */
export function littleMemory(settings: Settings, estimatedMemory: Size): string[] {
  const limit = settings.resources.limits.memory;
  const needed = estimatedMemory.toMebibytes();
  if (!limit || limit.amount >= needed * 1024 ** 2) return [];
  return [
    `the memory limit ${limit.text} is below the ${needed}Mi that caches full of ordinary answers take: they may get ` +
      `slow, or be killed. Raise resources.limits.memory, or keep fewer answers by the prop cache`,
  ];
}

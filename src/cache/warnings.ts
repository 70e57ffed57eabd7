import { DEFAULT_NAMESPACE } from './defaults';
import type { Settings } from './settings';

/** What may be wrong, and cannot be known at synth. */
export function warningsOf(settings: Settings): string[] {
  return [...whoAsks(settings), ...whereDnsPodsAre(settings)];
}

function whoAsks({ mode, kubelet, localIps }: Settings): string[] {
  if (!mode.podsMustBeTold || kubelet) return [];
  const ips = localIps.map(({ text }) => text).join(' and ');
  return [`no pod uses the cache unless its kubelet or its dnsConfig names ${ips}: see the prop kubelet`];
}

/** A Service selects pods of its own namespace only. */
export function whereDnsPodsAre({ namespace, hasUpstreamSelector }: Settings): string[] {
  if (namespace === DEFAULT_NAMESPACE || hasUpstreamSelector) return [];
  return [
    `no name of the cluster resolves unless its DNS pods run in ${namespace} with the label k8s-app: kube-dns: ` +
      `leave the prop namespace out, or set upstreamSelector`,
  ];
}

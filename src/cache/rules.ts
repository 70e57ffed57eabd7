import { CLUSTER_DNS } from '../corefile/check';
import { checkImageVersion, checkTag } from '../image/node-cache';
import { rulesFor } from '../input/reader';
import { checkNameservers } from '../kubelet/settings';
import { Metrics } from '../options/metrics';
import { imageOf } from './image';
import { ownNames } from './instances';
import { CACHE_LABEL, podLabels } from './labels';
import { NAME_RULES } from './name-rules';
import { PORT_RULES } from './ports';
import type { CacheValues } from './settings';
import { PLUGIN_RULES, ZONE_RULES } from './zone-rules';

const rule = rulesFor<CacheValues>();

const ADDRESS_RULES = [
  rule(['localIp', 'clusterDnsIp'], ({ localIp, clusterDnsIp }, problems) => {
    if (localIp.family !== clusterDnsIp.family) {
      problems.add(
        'localIp',
        localIp.text,
        `is ${localIp.family}, the kube-dns IP ${clusterDnsIp.text} is ${clusterDnsIp.family}, and one cache serves one family`,
        'write both in one family; a dual-stack cluster is served by the family of its kube-dns IP',
      );
    } else if (localIp.text === clusterDnsIp.text) {
      problems.add(
        'localIp',
        localIp.text,
        'is the kube-dns IP, so nothing would reach the cluster DNS',
        'write an address that nothing else has, such as 169.254.20.10',
      );
    }
  }),
  rule(['kubelet', 'localIp'], ({ kubelet, localIp }, problems) => {
    if (kubelet) checkNameservers(kubelet, [localIp], problems);
  }),
];

/** An availability that surges decides the update strategy. */
const AVAILABILITY_RULES = [
  rule(['availability', 'updateStrategy'], ({ availability, updateStrategy }, problems) => {
    if (!availability.surges || !updateStrategy) return;
    const reason = `contradicts the availability ${availability.name}, whose new pod serves before the old one stops`;
    problems.add('updateStrategy', updateStrategy.type, reason, 'leave it out, or use Availability.FAIL_OPEN');
  }),
];

const METRICS_RULES = [
  ...(['metricsPort', 'prometheusAnnotations'] as const).map((name) =>
    rule(['metrics', name], (values, problems) => {
      if (values.metrics !== Metrics.NONE || !values[name]) return;
      problems.add(name, values[name], 'does nothing with Metrics.NONE', 'leave it out, or use Metrics.LIGHT');
    }),
  ),
  // Without an availability that surges, the metrics about the set-up are on metricsIp.
  rule(['metrics', 'metricsIp', 'availability'], ({ metrics, metricsIp, availability }, problems) => {
    if (metrics !== Metrics.NONE || !metricsIp || !availability.surges) return;
    const reason = `does nothing with Metrics.NONE and the availability ${availability.name}`;
    problems.add('metricsIp', metricsIp.text, reason, 'leave it out, or use Metrics.LIGHT');
  }),
];

const LABEL_RULES = [
  // The metrics Service and the DaemonSet find the pods by k8s-app. The Service kube-dns selects by it too.
  ...(['labels', 'podLabels'] as const).map((name) =>
    rule([name], (values, problems) => {
      if ('k8s-app' in values[name]) {
        problems.add(name, values[name], 'sets k8s-app, which selects the pods', 'use the prop name to change it');
      }
      const own = Object.keys(CACHE_LABEL).find((key) => key in values[name]);
      if (own) problems.add(name, values[name], `sets ${own}, which all caches have`, 'leave it out');
    }),
  ),
  rule(['upstreamSelector', 'labels', 'podLabels', 'name', 'availability'], (values, problems) => {
    const { upstreamSelector } = values;
    if (!upstreamSelector) return;
    const fix = "write the labels of the cluster's DNS pods";
    const selected = Object.entries(upstreamSelector);
    const isSelected = (labels: Record<string, string>) =>
      selected.every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value);
    if (selected.length === 0) problems.add('upstreamSelector', upstreamSelector, 'selects no pods', fix);
    else if (ownNames(values).some((name) => isSelected(podLabels({ ...values, name })))) {
      problems.add('upstreamSelector', upstreamSelector, "selects the cache's own pods, so a query would loop", fix);
    }
  }),
];

const IMAGE_RULES = [
  rule(['image', 'imageVersion'], ({ imageVersion, ...given }, problems) => {
    const image = imageOf(given);
    problems.try('image', image.text, () => checkTag(image, imageVersion));
    problems.try('imageVersion', imageVersion?.join('.'), () => checkImageVersion(image, imageVersion));
  }),
];

const UPSTREAM_RULES = [
  rule(['upstreamTrafficDistribution', 'proxyMode', 'localIp', 'clusterDnsIp'], (values, problems) => {
    const { upstreamTrafficDistribution: distribution, proxyMode } = values;
    const addresses = { localIps: [values.localIp], clusterDnsIps: [values.clusterDnsIp] };
    if (distribution === undefined || proxyMode.clusterUpstreams(addresses).includes(CLUSTER_DNS)) return;
    const reason = `does nothing in ${proxyMode.name} mode, where the cache asks the Service kube-dns`;
    const fix = 'leave it out, and set spec.trafficDistribution of that Service';
    problems.add('upstreamTrafficDistribution', distribution, reason, fix);
  }),
];

/** The checks of several values, each of them right by itself. */
export const RULES = [
  ...ADDRESS_RULES,
  ...AVAILABILITY_RULES,
  ...PORT_RULES,
  ...METRICS_RULES,
  ...NAME_RULES,
  ...LABEL_RULES,
  ...ZONE_RULES,
  ...IMAGE_RULES,
  ...UPSTREAM_RULES,
  ...PLUGIN_RULES,
];

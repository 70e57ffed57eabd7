import { zoneOfKey } from '../corefile/extra';
import { METRICS_ZONE, REVERSE_ZONES } from '../corefile/zones';
import type { Problems } from '../input/problems';
import { rulesFor } from '../input/reader';
import { Metrics } from '../options/metrics';
import type { CacheValues } from './settings';

const rule = rulesFor<CacheValues>();

/** CoreDNS refuses a zone that is served twice, and node-cache then does not start. */
export const ZONE_RULES = [
  rule(
    ['metrics', 'clusterDomain', 'additionalClusterDomains', 'stubDomains', 'extraServerBlocks'],
    (values, problems) => {
      const served = new Map<string, string>([
        ['.', 'the root zone'],
        ...REVERSE_ZONES.map((zone) => [zone, 'the reverse zones'] as [string, string]),
        ...(values.metrics === Metrics.LIGHT ? [[METRICS_ZONE, 'the metrics'] as [string, string]] : []),
      ]);
      const { clusterDomain, additionalClusterDomains, stubDomains, extraServerBlocks } = values;
      const extra = extraServerBlocks.flatMap(({ keys }) => keys.map(zoneOfKey));
      serve('clusterDomain', [clusterDomain], served, problems);
      serve('additionalClusterDomains', additionalClusterDomains, served, problems);
      serve('stubDomains', [...stubDomains.keys()], served, problems);
      serve('extraServerBlocks', extra, served, problems);
    },
  ),
];

function serve(prop: string, zones: readonly string[], served: Map<string, string>, problems: Problems) {
  for (const zone of zones) {
    const by = served.get(zone);
    if (by) problems.add(prop, zone, `is served already, by ${by}`, 'leave one of the two out');
    else served.set(zone, prop);
  }
}

import type { Alert, Watched } from './alert';
import { answerAlerts } from './answer-alerts';
import { whyNone } from './applicable';
import { NodeLocalDnsAlert } from './node-local-dns-alert';
import { processAlerts } from './process-alerts';
import { seriesOf } from './promql';
import type { MonitoringSettings } from './settings';
import { upstreamAlerts } from './upstream-alerts';
import { usageAlerts } from './usage-alerts';

/** An alert with its name. */
export type NamedAlert = Alert & { readonly alert: NodeLocalDnsAlert };

/** The alerts that the cache can have and that are not switched off, in the order of their enum. */
export function alertsOf({ cache, thresholds, disabledAlerts }: MonitoringSettings): NamedAlert[] {
  const watched: Watched = { series: seriesOf(cache._settings), cache, thresholds };
  const all: Record<NodeLocalDnsAlert, Alert> = {
    ...processAlerts(watched),
    ...usageAlerts(watched),
    ...upstreamAlerts(watched),
    ...answerAlerts(watched),
  };
  return Object.values(NodeLocalDnsAlert)
    .filter((alert) => !disabledAlerts.includes(alert) && whyNone(alert, cache) === undefined)
    .map((alert) => ({ alert, ...all[alert] }));
}

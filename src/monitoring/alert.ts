import type { NodeLocalDnsCache } from '../cache/node-local-dns-cache';
import type { Series } from './promql';
import type { MonitoringSettings } from './settings';

/** An alert without its name. */
export interface Alert {
  readonly severity: 'critical' | 'warning' | 'info';
  /** What is wrong, with the labels and the value of the alert. */
  readonly summary: string;
  /** What that means for the pods, and what mostly causes it. */
  readonly description: string;
  readonly expr: string;
  /** How long the expression has to hold. */
  readonly for?: string;
}

/** What the expressions of alerts are made of. */
export interface Watched {
  readonly series: Series;
  readonly cache: NodeLocalDnsCache;
  readonly thresholds: MonitoringSettings['thresholds'];
}

/** The cache that an alert is about, in its texts. */
export const HERE = '{{ $labels.node }} ({{ $labels.instance }})';

import type { Panel, Target, Unit } from './grafana';
import { ratesBy } from './promql';

/** Grafana's own choice of a window, at least four scrapes long. */
export const WINDOW = '$__rate_interval';

export function graph(title: string, unit: Unit, description: string, ...targets: Target[]): Panel {
  return { type: 'timeseries', title, unit, description, targets };
}

export function stat(title: string, unit: Unit, description: string, expr: string): Panel {
  return { type: 'stat', title, unit, description, targets: [{ expr, legend: '' }] };
}

/** A line for each set of labels, which is also its name. */
export function by(labels: string, series: string, legend: string): Target {
  return { expr: ratesBy(labels, series, WINDOW), legend };
}

import { inert } from '../input/inert';
import { Fault } from '../input/problems';
import { optional, parseObject, type Table, type Values, withDefault } from '../input/reader';
import { parseString } from '../input/values';
import { parseLabels, parseNamespace } from '../kubernetes/identifiers';

/**
 * The options of a dashboard in a ConfigMap.
 */
export interface DashboardConfigMapOptions {
  /**
   * The labels by which Grafana's sidecar finds the ConfigMap. An error if Kubernetes takes no such labels.
   * @default { grafana_dashboard: '1' }
   */
  readonly labels?: { [key: string]: string };

  /**
   * The namespace of the ConfigMap. An error if it is none.
   * @default - that of the ServiceMonitor
   */
  readonly namespace?: string;
}

/**
 * The options of a dashboard for the Grafana operator.
 */
export interface GrafanaOperatorOptions {
  /**
   * The labels of the Grafana that shows the dashboard. An error if there is none, or Kubernetes takes no such labels.
   */
  readonly instanceLabels: { [key: string]: string };

  /**
   * The namespace of the GrafanaDashboard. An error if it is none.
   * @default - that of the ServiceMonitor
   */
  readonly namespace?: string;

  /**
   * The folder of the dashboard in Grafana. An error if it is empty, or YAML cannot hold it.
   * @default - Grafana's own choice
   */
  readonly folder?: string;
}

const CONFIG_MAP = {
  labels: withDefault({ grafana_dashboard: '1' }, parseLabels),
  namespace: optional(parseNamespace),
} satisfies Table<DashboardConfigMapOptions>;

const GRAFANA_OPERATOR = {
  instanceLabels: parseInstanceLabels,
  namespace: optional(parseNamespace),
  folder: optional(parseFolder),
} satisfies Table<GrafanaOperatorOptions>;

/** The object that holds the dashboard, if there is one. */
export type DashboardSettings =
  | ({ readonly kind: 'ConfigMap' } & Values<typeof CONFIG_MAP>)
  | ({ readonly kind: 'GrafanaDashboard' } & Values<typeof GRAFANA_OPERATOR>)
  | { readonly kind: 'none' };

/**
 * How Grafana gets the dashboard.
 */
export class MonitoringDashboard {
  /** No dashboard. */
  public static readonly NONE = new MonitoringDashboard(() => ({ kind: 'none' }));

  /**
   * In a ConfigMap, for the sidecar of Grafana's Helm chart and of kube-prometheus-stack.
   * @param options the labels that the sidecar looks for, and the namespace
   */
  public static configMap(options: DashboardConfigMapOptions = {}): MonitoringDashboard {
    return new MonitoringDashboard(() => ({ kind: 'ConfigMap', ...parseObject(CONFIG_MAP)(options) }));
  }

  /**
   * In a GrafanaDashboard, for the Grafana operator (grafana.integreatly.org/v1beta1).
   * @param options which Grafana shows it, and where
   */
  public static grafanaOperator(options: GrafanaOperatorOptions): MonitoringDashboard {
    return new MonitoringDashboard(() => ({ kind: 'GrafanaDashboard', ...parseObject(GRAFANA_OPERATOR)(options) }));
  }

  private constructor(private readonly parse: () => DashboardSettings) {}

  /** @internal */
  public _resolve(): DashboardSettings {
    return this.parse();
  }
}

function parseInstanceLabels(value: unknown): Record<string, string> {
  const labels = parseLabels(value);
  if (Object.keys(labels).length === 0)
    throw new Fault('selects every Grafana', "write { dashboards: 'grafana' }, say");
  return labels;
}

function parseFolder(value: unknown): string {
  const folder = inert(parseString(value));
  if (folder.trim() === '') throw new Fault('is empty', 'write a folder, or leave it out');
  return folder;
}

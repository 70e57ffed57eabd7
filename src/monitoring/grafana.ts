/** The parts of Grafana's dashboards that ours has. */
export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly tags: readonly string[];
  readonly editable: boolean;
  readonly schemaVersion: number;
  readonly time: { readonly from: string; readonly to: string };
  readonly refresh: string;
  readonly templating: { readonly list: readonly object[] };
  readonly panels: readonly object[];
}

/** A query of a panel, and the name of its lines. */
export interface Target {
  readonly expr: string;
  readonly legend: string;
}

/** A panel without its place. */
export interface Panel {
  readonly title: string;
  readonly description: string;
  readonly type: 'stat' | 'timeseries' | 'table';
  readonly unit: Unit;
  readonly targets: readonly Target[];
}

/** Grafana's names for queries a second, events a second, shares from 0 to 1, seconds, bytes, and plain numbers. */
export type Unit = 'reqps' | 'ops' | 'percentunit' | 's' | 'bytes' | 'short';

/** Panels under a heading. */
export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

const DATASOURCE = { type: 'prometheus', uid: '$datasource' };
const COLUMNS = 24;
const SIZE = { stat: { w: 4, h: 4 }, timeseries: { w: 8, h: 8 }, table: { w: 8, h: 8 } };

/** The variables: which Prometheus, and which nodes. */
export function variables(nodes: string): object[] {
  const all = { text: 'All', value: '$__all' };
  return [
    { name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus', current: {} },
    {
      ...{ name: 'node', label: 'Node', type: 'query', datasource: DATASOURCE, query: nodes, refresh: 2, sort: 1 },
      ...{ multi: true, includeAll: true, allValue: '.*', current: all },
    },
  ];
}

/** Lays out rows from left to right and from top to bottom, each under its heading. */
export function layOut(rows: readonly Row[]): object[] {
  const placed: object[] = [];
  let y = 0;
  for (const { title, panels } of rows) {
    placed.push({ id: placed.length + 1, type: 'row', title, panels: [], gridPos: { x: 0, y, w: COLUMNS, h: 1 } });
    let x = 0;
    let height = 0;
    y += 1;
    for (const panel of panels) {
      const { w, h } = SIZE[panel.type];
      if (x + w > COLUMNS) {
        y += height;
        x = 0;
      }
      placed.push(placedPanel(placed.length + 1, panel, { x, y, w, h }));
      x += w;
      height = h;
    }
    y += height;
  }
  return placed;
}

function placedPanel(id: number, { type, title, description, unit, targets }: Panel, gridPos: object): object {
  return {
    id,
    type,
    title,
    description,
    gridPos,
    datasource: DATASOURCE,
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    targets: targets.map(({ expr, legend }, index) => ({
      refId: String.fromCharCode('A'.charCodeAt(0) + index),
      datasource: DATASOURCE,
      expr,
      legendFormat: legend,
      // A table shows the present.
      ...(type === 'table' ? { instant: true, format: 'table' } : {}),
    })),
  };
}

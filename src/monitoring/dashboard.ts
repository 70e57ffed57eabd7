import { createHash } from 'node:crypto';
import type { NodeLocalDnsCache } from '../cache/node-local-dns-cache';
import { Metrics } from '../options/metrics';
import { type Dashboard, layOut, type Row, variables } from './grafana';
import { processesRow, serversRow } from './process-rows';
import { seriesOf } from './promql';
import { answersRow, cacheRow, overviewRow, queriesRow } from './query-rows';

/** The dashboard of a cache: is it up, is it used, and how well. With Metrics.LIGHT without the panels of answers. */
export function dashboardOf(cache: NodeLocalDnsCache): Dashboard {
  const { name, namespace, metrics } = cache._settings;
  const series = seriesOf({ name, namespace }, 'node=~"$node"');
  const isFull = metrics === Metrics.FULL;
  const rows: Row[] = [
    overviewRow(series),
    queriesRow(series, isFull),
    ...(isFull ? [answersRow(series)] : []),
    serversRow(series),
    cacheRow(series),
    processesRow(series),
  ];
  const nodes = `label_values(${seriesOf({ name, namespace })('coredns_cache_requests_total')}, node)`;
  return {
    uid: `nld-${createHash('sha256').update(`${namespace}/${name}`).digest('hex').slice(0, 8)}`,
    title: `NodeLocal DNSCache ${namespace}/${name}`,
    tags: ['dns', 'node-local-dns'],
    editable: false,
    schemaVersion: 39,
    time: { from: 'now-6h', to: 'now' },
    refresh: '1m',
    templating: { list: variables(nodes) },
    panels: layOut(rows),
  };
}

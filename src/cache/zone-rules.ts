import { YOUNG_TYPES } from '../corefile/arguments';
import { checkCacheVersion } from '../corefile/cache';
import { checkDirectives, checkUpstreams } from '../corefile/check';
import { MANAGED, MANAGED_IN_OUR_BLOCKS } from '../corefile/extra';
import { zoneOfKey } from '../corefile/zone-key';
import { METRICS_ZONE } from '../corefile/zones';
import { checkSince, SINCE } from '../image/node-cache';
import { isIn, smallestZone } from '../input/domain';
import type { Problems } from '../input/problems';
import { rulesFor } from '../input/reader';
import { Metrics } from '../options/metrics';
import { namesOf, PLAIN, type PlannedZone, planZones, zoneOf } from '../zones/plan';
import { upstreamText } from '../zones/upstream';
import { checkWayVersion, plainWay, type Way } from '../zones/way';
import { versionOf } from './image';
import type { CacheValues } from './settings';

const rule = rulesFor<CacheValues>();

/** What the plan of the zones needs. */
const ZONES = [
  'clusterDomain',
  'additionalClusterDomains',
  'reverseZones',
  'stubDomains',
  'upstreamServers',
  'zones',
  'cache',
  'queryLog',
] as const;
const IMAGE = ['image', 'imageVersion'] as const;
const ADDRESSES = ['proxyMode', 'localIp', 'clusterDnsIp'] as const;

export const ZONE_RULES = [
  // CoreDNS refuses a zone that is served twice, and node-cache then does not start.
  rule([...ZONES, 'metrics', 'extraServerBlocks'], ({ metrics, extraServerBlocks, ...props }, problems) => {
    const served = new Map<string, string>(metrics === Metrics.LIGHT ? [[METRICS_ZONE, 'the metrics']] : []);
    // Those of the package first, so that the user's prop is the one in the error.
    const zones = planZones(props).sort((one, other) => Number(isOurs(other.prop)) - Number(isOurs(one.prop)));
    for (const { prop, names } of zones) serve(prop, names, served, problems);
    serve('extraServerBlocks', zonesOf(extraServerBlocks), served, problems);
  }),
  rule([...ZONES, 'extraServerBlocks'], ({ extraServerBlocks, ...props }, problems) => {
    const { clusterDomain, additionalClusterDomains, stubDomains, upstreamServers, zones } = props;
    checkTwice(zones, stubDomains, upstreamServers, problems);
    for (const domain of [clusterDomain, ...additionalClusterDomains]) {
      const own = [`svc.${domain}`, `pod.${domain}`];
      for (const key of [domain, ...own]) checkClusterZone(key, zones.get(key), problems);
      for (const key of own.filter((name) => stubDomains.has(name)))
        problems.add('stubDomains', key, OWN_NAMES, 'leave it out');
    }
    for (const key of props.reverseZones ?? []) checkClusterZone(key, zones.get(key), problems);
    checkNested(props.reverseZones ?? [], problems);
    const extra = zonesOf(extraServerBlocks);
    const plan = planZones(props);
    const served = [...extra, ...plan.flatMap(({ names }) => names)];
    for (const zone of plan) {
      checkZone(zone, extra, served, problems);
      checkNames(zone, served, problems);
    }
  }),
  rule([...ZONES, 'hostRecords', 'extraServerBlocks'], ({ hostRecords, extraServerBlocks, ...props }, problems) => {
    const zones = planZones(props);
    if (!zones.some(({ values }) => values.nonexistent)) return;
    const names = [...hostRecords.matchAll(/ (.*)\n/g)].map(([, name]) => name);
    // A smaller zone of an extra block has its own answers.
    const extra = zonesOf(extraServerBlocks).map((zone) => ({ names: [zone], values: PLAIN }));
    const lost = names.find((name) => zoneOf(name, [...zones, ...extra]).values.nonexistent);
    if (lost === undefined) return;
    const reason = `is in the zone ${zoneOf(lost, zones).key}, which has no names by Zone.nonexistent()`;
    problems.add('hostRecords', lost, reason, 'leave one of the two out');
  }),
  rule(['zones', 'stubDomains', 'upstreamServers', ...ADDRESSES], ({ zones, ...values }, problems) => {
    const check = (path: string, servers: Way['servers']) => {
      problems.try(path, servers.map(upstreamText), () =>
        checkUpstreams(servers, boundIps(values), 'Forward.toClusterDns() in zones'),
      );
    };
    check('upstreamServers', values.upstreamServers);
    for (const [key, servers] of values.stubDomains) check(`stubDomains['${key}']`, servers);
    for (const [key, { forward }] of zones) check(`${pathOf(key)}.forward`, forward?.servers ?? []);
  }),
  rule(['zones', 'stubDomains', 'upstreamServers', ...IMAGE], ({ zones, ...values }, problems) => {
    const version = versionOf(values);
    const servers = new Map([['upstreamServers', values.upstreamServers]]);
    for (const [key, to] of values.stubDomains) servers.set(`stubDomains['${key}']`, to);
    for (const [path, to] of servers) checkWayVersion(plainWay(to), version, path, problems);
    for (const [key, { cache, forward, rewrites, withoutTypes }] of zones) {
      const young = withoutTypes.find((type) => YOUNG_TYPES.includes(type));
      if (young) problems.try(`${pathOf(key)}.withoutTypes`, young, () => checkSince('it', SINCE.v1_22_28, version));
      if (cache) checkCacheVersion(cache, version, `${pathOf(key)}.cache`, problems);
      if (forward) checkWayVersion(forward, version, `${pathOf(key)}.forward`, problems);
      if (rewrites.size === 0) continue;
      problems.try(`${pathOf(key)}.rewrites`, [...rewrites.keys()], () => checkSince('it', SINCE.v1_22_28, version));
    }
  }),
  rule(['cache', ...IMAGE], ({ cache, ...image }, problems) => {
    checkCacheVersion(cache, versionOf(image), 'cache', problems);
  }),
];

const OWN_NAMES = "has the cluster's own names, which only its DNS knows";

const PLUGIN_NEEDS = [...IMAGE, ...ADDRESSES] as const;

export const PLUGIN_RULES = [
  rule(['extraPlugins', 'zones', ...PLUGIN_NEEDS], ({ extraPlugins, zones, ...values }, problems) => {
    const rules = { version: versionOf(values), bound: boundIps(values), managed: MANAGED_IN_OUR_BLOCKS };
    const names = extraPlugins.map(({ name }) => name);
    if (!problems.try('extraPlugins', names, () => checkDirectives(extraPlugins, rules))) return;
    for (const [key, zone] of zones) {
      const names = zone.extraPlugins.map(({ name }) => name);
      // Those of the cache stand in the same server block.
      const both = [...extraPlugins, ...zone.extraPlugins];
      problems.try(`${pathOf(key)}.extraPlugins`, names, () => checkDirectives(both, rules));
    }
  }),
  rule(['extraServerBlocks', ...PLUGIN_NEEDS], ({ extraServerBlocks, ...values }, problems) => {
    const rules = { version: versionOf(values), bound: boundIps(values), managed: MANAGED };
    for (const { keys, directives } of extraServerBlocks) {
      problems.try('extraServerBlocks', keys.join(' '), () => checkDirectives(directives, rules));
    }
  }),
];

function serve(prop: string, zones: readonly string[], served: Map<string, string>, problems: Problems) {
  for (const zone of zones) {
    const by = served.get(zone);
    if (by) problems.add(prop, zone, `is served already, by ${by}`, fixOf(prop, by));
    else served.set(zone, prop);
  }
}

/** Whether a zone is there without a prop of the user's. */
function isOurs(prop: string): boolean {
  return prop.startsWith('the ');
}

function fixOf(prop: string, by: string): string {
  if (prop === 'extraServerBlocks' && ['the root zone', 'the reverse zones'].includes(by))
    return 'use the prop zones, which can replace it';
  return 'leave one of the two out';
}

/** Refuses a zone that is in `zones` and has its servers in a prop of its own. */
function checkTwice(
  zones: CacheValues['zones'],
  stubDomains: CacheValues['stubDomains'],
  upstreamServers: CacheValues['upstreamServers'],
  problems: Problems,
) {
  for (const key of stubDomains.keys()) {
    if (!zones.has(key)) continue;
    const fix = 'leave it out of stubDomains, and write its servers as forward: Forward.to([...])';
    problems.add('zones', key, 'is served already, by stubDomains', fix);
  }
  const root = zones.get('.');
  if (upstreamServers.length === 0 || !(root?.forward || root?.nonexistent)) return;
  const reason = "are the servers of the root, and zones['.'] says where its queries go as well";
  problems.add('upstreamServers', upstreamServers.map(upstreamText), reason, 'leave one of the two out');
}

/** Refuses a zone that would take the cluster's own names away from its DNS. */
function checkClusterZone(key: string, zone: PlannedZone['values'] | undefined, problems: Problems) {
  if (!zone || (!zone.nonexistent && (zone.forward?.destination ?? 'cluster DNS') === 'cluster DNS')) return;
  problems.add(pathOf(key), whereTo(zone), OWN_NAMES, 'write Forward.toClusterDns()');
}

function whereTo({ nonexistent, forward }: PlannedZone['values']): unknown {
  if (nonexistent) return 'Zone.nonexistent()';
  return forward?.destination === 'servers' ? forward.servers.map(upstreamText) : forward?.destination;
}

/** Refuses a network inside another one of the list. */
function checkNested(keys: readonly string[], problems: Problems) {
  for (const key of keys) {
    const around = keys.find(
      (other) => other !== key && namesOf(key).every((name) => namesOf(other).some((own) => isIn(name, own))),
    );
    if (around) problems.add('reverseZones', key, `is part of ${around}, which is in the list`, 'leave it out');
  }
}

/** Checks that a zone has somewhere to ask. */
function checkZone(
  { key, prop, names, way, values }: PlannedZone,
  extra: readonly string[],
  served: readonly string[],
  problems: Problems,
) {
  if (prop !== 'zones' || values.nonexistent || values.forward) return;
  const around = smallestZone(
    names[0],
    served.filter((zone) => !names.includes(zone)),
  ) as string;
  const isExtra = extra.includes(around);
  if (way && !isExtra) return;
  const reason = `has no servers, and ${isExtra ? `${around} around it is in extraServerBlocks` : 'the zone around it asks none'}`;
  problems.add(pathOf(key), 'Zone.of() without forward', reason, 'give it a forward');
}

/** Checks the names that a zone treats apart. */
function checkNames({ key, names, values }: PlannedZone, served: readonly string[], problems: Problems) {
  const isInside = (name: string) => names.some((own) => isIn(name, own));
  for (const [from, to] of values.rewrites) {
    const path = `${pathOf(key)}.rewrites['${from}']`;
    const name = from.replace('*.', '');
    const smaller = served.find((zone) => !names.includes(zone) && isInside(zone) && isIn(name, zone));
    if (from.startsWith('*.') !== to.startsWith('*.')) {
      problems.add(path, to, 'replaces one name by all names under another, or all by one', 'write *. before both');
    } else if (!isInside(name)) {
      problems.add(path, to, `is for a name outside of the zone ${key}`, `write it in the zone of that name`);
    } else if (smaller) {
      problems.add(path, to, `is for a name in the smaller zone ${smaller}`, 'write it in that zone');
    }
  }
  for (const domain of values.forward?.options.except ?? []) {
    if (!names.some((name) => isIn(name, domain))) continue;
    const reason = `has the whole zone ${key}, so no name of it would be asked for`;
    problems.add(`${pathOf(key)}.forward.except`, domain, reason, 'leave it out, or write a smaller domain');
  }
}

function zonesOf(blocks: CacheValues['extraServerBlocks']): string[] {
  return blocks.flatMap(({ keys }) => keys.map(zoneOfKey));
}

export function pathOf(key: string): string {
  return `zones['${key}']`;
}

function boundIps({ proxyMode, localIp, clusterDnsIp }: Pick<CacheValues, 'proxyMode' | 'localIp' | 'clusterDnsIp'>) {
  return proxyMode.boundIps({ localIps: [localIp], clusterDnsIps: [clusterDnsIp] });
}

import type { CacheSettings } from '../corefile/cache';
import { reverseZones } from '../corefile/reverse';
import type { Directive } from '../corefile/tree';
import { parseCidr } from '../input/cidr';
import { isIn, parseDomain, smallestZone } from '../input/domain';
import { Fault } from '../input/problems';
import type { Upstream } from './upstream';
import { CLUSTER_WAY, plainWay, type Way } from './way';
import { ownDirectives, parseZone, type ZoneValues } from './zone-values';

export const REVERSE_ZONES = ['in-addr.arpa', 'ip6.arpa'];

/** The values on which the zones depend. */
export interface ZoneProps {
  readonly clusterDomain: string;
  readonly additionalClusterDomains: readonly string[];
  /** The networks whose reverse zones the cluster's DNS answers. Undefined for all. */
  readonly reverseZones?: readonly string[];
  readonly stubDomains: ReadonlyMap<string, readonly Upstream[]>;
  /** The servers of the root. Empty for the node's own servers. */
  readonly upstreamServers: readonly Upstream[];
  /** By domain, `.` or network. */
  readonly zones: ReadonlyMap<string, ZoneValues>;
  readonly cache: CacheSettings;
  readonly queryLog: readonly Directive[];
}

/** What the Corefile says of a zone. */
export interface PlannedZone {
  /** The zone's key in the prop `zones`. */
  readonly key: string;
  /** The names of the zone. A network has several, if its prefix ends within a label. */
  readonly names: readonly string[];
  /** The prop that has the zone, for messages. */
  readonly prop: string;
  /** Whether it is a domain of the cluster or in one. Answers of the cluster are kept only briefly. */
  readonly isClusterDomain: boolean;
  readonly values: ZoneValues;
  /** Undefined if the zone asks no server. */
  readonly way?: Way;
  readonly cache: CacheSettings;
  readonly queryLog: readonly Directive[];
  /** What the zone answers by itself, and the user's directives for it. */
  readonly directives: readonly Directive[];
}

type Draft = Pick<PlannedZone, 'key' | 'names' | 'prop' | 'isClusterDomain' | 'values'> & { readonly standard?: Way };

/** A zone of which nothing is said. */
export const PLAIN: ZoneValues = parseZone({});

/** All zones, in the order of the Corefile: the cluster's domains, reverse zones, the user's zones, the root. */
export function planZones(props: ZoneProps): PlannedZone[] {
  const drafts = draftsOf(props);
  return drafts.map(({ standard, ...draft }) => {
    const { values } = draft;
    const way = values.nonexistent ? undefined : (values.forward ?? standard ?? wayAround(draft.names[0], drafts));
    return {
      ...draft,
      ...(way ? { way } : {}),
      cache: values.cache ?? props.cache,
      queryLog: values.queryLog ?? props.queryLog,
      directives: [...ownDirectives(values), ...values.extraPlugins],
    };
  });
}

/** Reads a key of the prop `zones`: a domain, `.` or a network. A network with one reverse zone becomes its name. */
export function parseZoneKey(value: unknown): string {
  if (value === '.') return value;
  return typeof value === 'string' && value.includes('/') ? parseReverseZone(value) : parseDomain(value);
}

/** Reads a key of the prop `stubDomains`. */
export function parseStubDomain(value: unknown): string {
  if (value === '.') throw new Fault('is the root', 'use the prop upstreamServers');
  if (typeof value === 'string' && value.includes('/')) throw new Fault('is a network', 'write it in the prop zones');
  return parseDomain(value);
}

/** Reads a network as a key of zones. */
export function parseReverseZone(value: unknown): string {
  const network = parseCidr(value);
  const names = reverseZones(network);
  return names.length === 1 ? names[0] : network;
}

/** The names that a key stands for. */
export function namesOf(key: string): string[] {
  return key.includes('/') ? reverseZones(key) : [key];
}

function draftsOf(props: ZoneProps): Draft[] {
  const { clusterDomain, additionalClusterDomains, stubDomains, zones } = props;
  const toCluster = zones.get(clusterDomain)?.forward ?? CLUSTER_WAY;
  const known = (key: string, prop: string, isClusterDomain: boolean, standard: Way): Draft => ({
    key,
    names: namesOf(key),
    prop,
    isClusterDomain,
    values: zones.get(key) ?? PLAIN,
    standard,
  });
  const ours = [
    known(clusterDomain, 'clusterDomain', true, toCluster),
    ...additionalClusterDomains.map((domain) => known(domain, 'additionalClusterDomains', true, toCluster)),
    ...(props.reverseZones ?? REVERSE_ZONES).map((key) =>
      known(key, props.reverseZones ? 'reverseZones' : 'the reverse zones', false, toCluster),
    ),
    ...[...stubDomains].map(([domain, to]) => known(domain, 'stubDomains', false, plainWay(to))),
  ];
  const root = known('.', 'the root zone', false, plainWay(props.upstreamServers));
  const keys = new Set([...ours, root].map(({ key }) => key));
  const others = [...zones]
    .filter(([key]) => !keys.has(key))
    .map(([key, values]): Draft => {
      const isClusterDomain = [clusterDomain, ...additionalClusterDomains].some((domain) => isIn(key, domain));
      return { key, names: namesOf(key), prop: 'zones', isClusterDomain, values };
    });
  return [...ours, ...others, root];
}

/** The smallest zone that has a name. The root has every name. */
export function zoneOf<Z extends { readonly names: readonly string[] }>(name: string, zones: readonly Z[]): Z {
  const own = smallestZone(
    name,
    zones.flatMap(({ names }) => names),
  ) as string;
  return zones.find(({ names }) => names.includes(own)) as Z;
}

/** The way of the smallest zone around a name. Undefined if that zone asks no server. */
function wayAround(name: string, drafts: readonly Draft[]): Way | undefined {
  // The root is around every other zone, and has a way of its own.
  const around = zoneOf(
    name,
    drafts.filter(({ names }) => !names.includes(name)),
  );
  if (around.values.nonexistent) return undefined;
  return around.values.forward ?? around.standard ?? wayAround(around.names[0], drafts);
}

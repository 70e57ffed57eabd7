import { DEFAULT_NAME } from '../cache/defaults';
import { NodeLocalDnsCache } from '../cache/node-local-dns-cache';
import { parseCidr } from '../input/cidr';
import { Fault } from '../input/problems';
import { parseList, type Table, type Values, withDefault } from '../input/reader';
import { parseDistinct, parseInstance } from '../input/values';
import { parseLabels, parseNamespace, parseObjectName } from '../kubernetes/identifiers';
import type { NodeLocalDnsEgressProps } from './props';

/** How each prop is read. */
export const PROPS = {
  cache: parseInstance(NodeLocalDnsCache, 'the cache that the pods are to reach'),
  namespaces: parseNamespaces,
  podSelector: withDefault({}, parseLabels),
  nodeCidrs: withDefault([], parseList(parseCidr)),
  name: withDefault(DEFAULT_NAME, parseName),
} satisfies Table<NodeLocalDnsEgressProps>;

export type EgressSettings = Values<typeof PROPS>;

/** The name of the policy for the DNS pods. */
export function upstreamPolicyName(name: string): string {
  return `${name}-upstream`;
}

/** Reads a name that leaves room for the suffix of the other policy. */
function parseName(value: unknown): string {
  const name = parseObjectName(value);
  parseObjectName(upstreamPolicyName(name));
  return name;
}

function parseNamespaces(value: unknown): string[] {
  const namespaces = parseDistinct(parseNamespace)(value);
  if (namespaces.length === 0) throw new Fault('is empty', "write ['default'], say");
  return namespaces;
}

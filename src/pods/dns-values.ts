import { type Address, parseUnicastAddress } from '../input/address';
import { parseDomain } from '../input/domain';
import { Fault, type Problems } from '../input/problems';
import { optional, parseList, type Table, type Values, withDefault } from '../input/reader';
import { parseDistinct } from '../input/values';
import { warn } from '../input/warn';
import type { Addresses } from '../modes/mode';
import { type Exemption, exemptionsOf } from './exemptions';
import type { PodDnsOption, PodDnsOptions } from './pod-dns';
import { parseNdots, parseResolverOptions } from './resolver-options';

/** The values of a cache from which the DNS settings of pods are made. */
export interface CacheAddresses extends Addresses {
  readonly clusterDomain: string;
  /** The labels of the nodes that have the cache. */
  readonly nodeSelector: Readonly<Record<string, string>>;
}

/** The DNS settings that pods of all namespaces share, however they get them. */
export interface DnsValues {
  readonly nameservers: readonly string[];
  readonly clusterDomain: string;
  readonly moreSearches: readonly string[];
  readonly options: readonly PodDnsOption[];
  /** The reasons for which pods stay as they are. */
  readonly exemptions: readonly Exemption[];
}

// The API server's limits.
const MAX_NAMESERVERS = 3;
export const MAX_SEARCHES = 32;
export const MAX_SEARCH_CHARACTERS = 2048;

/** The longest possible namespace, for a check before the namespace is known. */
const ANY_NAMESPACE = 'n'.repeat(63);

const FALLBACK = 'write the addresses of other DNS servers, such as the kube-dns IP';

/** How the options are read that `podDnsConfig`, `useIn` and the injection share. */
export const POD_DNS_OPTIONS = {
  fallbackNameservers: optional(parseDistinct((address) => parseUnicastAddress(address, FALLBACK))),
  searches: withDefault([], parseList(parseSearch)),
  ndots: withDefault(5, parseNdots),
  options: withDefault([], parseResolverOptions),
} satisfies Table<PodDnsOptions>;

export type PodDnsValues = Values<typeof POD_DNS_OPTIONS>;

/** Warns that a pod may run on a node without a cache, if the cache is not on all nodes. */
export function warnOfOtherNodes(subject: string, { nodeSelector }: CacheAddresses) {
  const labels = Object.entries(nodeSelector).filter(([key]) => key !== 'kubernetes.io/os');
  if (labels.length === 0) return;
  const nodes = labels.map((pair) => pair.join('=')).join(',');
  warn(
    subject,
    `the cache is on nodes with ${nodes} alone, and a pod that may run elsewhere waits there for its fallback; ` +
      'give such pods a nodeSelector or an affinity that says where they run',
  );
}

export function checkFallback({ localIps }: Addresses, fallback: readonly Address[] = [], problems: Problems) {
  const most = MAX_NAMESERVERS - localIps.length;
  const given = fallback.map(({ text }) => text);
  if (given.length > most) {
    const reason = `with the cache are more than ${MAX_NAMESERVERS} nameservers`;
    problems.add('fallbackNameservers', given, reason, `write ${most} at most`);
  }
  const own = localIps.find(({ text }) => given.includes(text));
  if (own) problems.add('fallbackNameservers', given, `${own.text} is the cache, which is asked first`, FALLBACK);
}

/** @param namespace the namespace of the pods, if there is only one */
export function checkSearches(
  { clusterDomain }: CacheAddresses,
  moreSearches: readonly string[],
  problems: Problems,
  namespace = ANY_NAMESPACE,
) {
  if (!isTooLong(searchesOf({ clusterDomain, moreSearches }, namespace))) return;
  problems.add(
    'searches',
    moreSearches,
    `with those of the cluster are more than ${MAX_SEARCHES} domains, or ${MAX_SEARCH_CHARACTERS} characters`,
    'leave some out',
  );
}

export function dnsValues(cache: CacheAddresses, values: PodDnsValues): DnsValues {
  const { localIps, clusterDnsIps, clusterDomain, nodeSelector } = cache;
  const nameservers = [...localIps, ...(values.fallbackNameservers ?? clusterDnsIps)];
  return {
    nameservers: nameservers.map(({ text }) => text),
    clusterDomain,
    moreSearches: values.searches,
    options: [{ name: 'ndots', value: values.ndots }, ...values.options],
    exemptions: exemptionsOf(nodeSelector),
  };
}

/** The search domains that dnsPolicy ClusterFirst gives a pod of the namespace, and those of the user. */
export function searchesOf(
  { clusterDomain, moreSearches }: Pick<DnsValues, 'clusterDomain' | 'moreSearches'>,
  namespace: string,
): string[] {
  return [`${namespace}.svc.${clusterDomain}`, `svc.${clusterDomain}`, clusterDomain, ...moreSearches];
}

/** Whether the API server would refuse a pod for the number or the length of its search domains. */
export function isTooLong(searches: readonly string[]): boolean {
  return searches.length > MAX_SEARCHES || searches.join(' ').length > MAX_SEARCH_CHARACTERS;
}

function parseSearch(value: unknown): string {
  // The root is allowed: some resolvers search it too if it is in the list.
  if (value === '.') return value;
  const domain = parseDomain(value);
  if (domain.includes('_')) throw new Fault('has a _, for which Kubernetes before 1.33 refuses a pod', 'leave it out');
  return domain;
}

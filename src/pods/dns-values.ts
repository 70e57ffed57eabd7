import { parseUnicastAddress } from '../input/address';
import { parseDomain } from '../input/domain';
import { Fault } from '../input/problems';
import { parseList } from '../input/values';
import type { OptionReader } from './option-reader';
import type { PodDnsOption, PodDnsOptions } from './pod-dns';
import { parseNdots, parseResolverOptions } from './resolver-options';

/** What the values are made of that a cache has. */
export interface CacheAddresses {
  readonly localIp: string;
  readonly clusterDnsIp: string;
  readonly clusterDomain: string;
}

/** What all pods are told, whatever their namespace, and whichever way they are told. */
export interface DnsValues {
  readonly nameservers: readonly string[];
  readonly clusterDomain: string;
  readonly moreSearches: readonly string[];
  readonly options: readonly PodDnsOption[];
}

// The API server's limits.
const MAX_NAMESERVERS = 3;
export const MAX_SEARCHES = 32;
export const MAX_SEARCH_CHARACTERS = 2048;

/** For a check before the namespace is known: as long as one can be. */
const ANY_NAMESPACE = 'n'.repeat(63);

/** @param namespace that of the pods, if it is one only */
export function readDnsValues(
  { localIp, clusterDnsIp, clusterDomain }: CacheAddresses,
  options: OptionReader<PodDnsOptions>,
  namespace = ANY_NAMESPACE,
): DnsValues {
  const fallback = options.read('fallbackNameservers', [clusterDnsIp], (value) => parseFallback(value, localIp));
  const moreSearches = options.read('searches', [], (value) => parseSearches(value, namespace, clusterDomain));
  const ndots = options.read('ndots', 5, parseNdots);
  const others = options.read('options', [], parseResolverOptions);
  // Where one of them was refused, the error ends the synth before this is used.
  return {
    nameservers: [localIp, ...(fallback ?? [])],
    clusterDomain,
    moreSearches,
    options: [{ name: 'ndots', value: ndots }, ...(others ?? [])],
  };
}

/** Those that dnsPolicy ClusterFirst gives a pod of the namespace, and those that the user named. */
export function searchesOf(
  { clusterDomain, moreSearches }: Pick<DnsValues, 'clusterDomain' | 'moreSearches'>,
  namespace: string,
): string[] {
  return [`${namespace}.svc.${clusterDomain}`, `svc.${clusterDomain}`, clusterDomain, ...moreSearches];
}

/** Whether the API server would refuse a pod for the length of its list. */
export function isTooLong(searches: readonly string[]): boolean {
  return searches.length > MAX_SEARCHES || searches.join(' ').length > MAX_SEARCH_CHARACTERS;
}

function parseFallback(value: unknown, localIp: string): string[] {
  const fix = 'write the addresses of other DNS servers, such as the kube-dns IP';
  const parse = (address: unknown) => parseUnicastAddress(address, fix).text;
  const addresses = parseList(parse)(value);
  if (addresses.length >= MAX_NAMESERVERS) {
    throw new Fault(`with the cache are more than ${MAX_NAMESERVERS} nameservers`, 'write 2 at most');
  }
  if (addresses.includes(localIp)) throw new Fault(`${localIp} is the cache, which is asked first`, fix);
  if (new Set(addresses).size < addresses.length) throw new Fault('has an address twice', fix);
  return addresses;
}

function parseSearch(value: unknown): string {
  const domain = parseDomain(value);
  if (domain.includes('_')) throw new Fault('has a _, for which Kubernetes before 1.33 refuses a pod', 'leave it out');
  return domain;
}

function parseSearches(value: unknown, namespace: string, clusterDomain: string): string[] {
  const moreSearches = parseList(parseSearch)(value);
  if (isTooLong(searchesOf({ clusterDomain, moreSearches }, namespace))) {
    throw new Fault(
      `with those of the cluster are more than ${MAX_SEARCHES} domains, or ${MAX_SEARCH_CHARACTERS} characters`,
      'leave some out',
    );
  }
  return moreSearches;
}

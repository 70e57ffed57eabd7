import { type DnsValues, isTooLong, MAX_SEARCH_CHARACTERS, MAX_SEARCHES, searchesOf } from './dns-values';
import type { Pod } from './exemptions';
import type { PodDns, PodDnsConfig } from './pod-dns';

/**
 * The DNS settings of a pod in a namespace. As with every dnsPolicy, the pod's own options take precedence, and its own
 * search domains come last.
 */
export function podDns(values: DnsValues, namespace: string, own: Partial<PodDnsConfig> = {}): PodDns {
  const searches = searchesOf(values, namespace);
  const [ownSearches, ownOptions] = [own.searches ?? [], own.options ?? []];
  return {
    dnsPolicy: 'None',
    dnsConfig: {
      nameservers: [...values.nameservers],
      searches: [...searches, ...ownSearches.filter((search) => !searches.includes(search))],
      options: [
        ...values.options.filter(({ name }) => !ownOptions.some((option) => option.name === name)),
        ...ownOptions,
      ],
    },
  };
}

/** The DNS settings of a pod, or the reason why it stays as it is. */
export function podDnsUnlessExempt(values: DnsValues, namespace: string, pod: Pod): PodDns | string {
  const exemption = values.exemptions.find(({ applies }) => applies(pod));
  if (exemption) return exemption.reason;
  const dns = podDns(values, namespace, pod.spec.dnsConfig);
  return isTooLong(dns.dnsConfig.searches)
    ? `would have more than ${MAX_SEARCHES} domains to search, or ${MAX_SEARCH_CHARACTERS} characters`
    : dns;
}

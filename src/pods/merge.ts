import { type DnsValues, isTooLong, MAX_SEARCH_CHARACTERS, MAX_SEARCHES, searchesOf } from './dns-values';
import type { Pod } from './exemptions';
import type { PodDns, PodDnsConfig } from './pod-dns';

/** What a pod of a namespace is told; its own options win, its own domains come last, as with every dnsPolicy. */
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

/** The same, or the reason why the pod is left alone. */
export function podDnsUnlessExempt(values: DnsValues, namespace: string, pod: Pod): PodDns | string {
  const exemption = values.exemptions.find(({ applies }) => applies(pod));
  if (exemption) return exemption.reason;
  const dns = podDns(values, namespace, pod.spec.dnsConfig);
  return isTooLong(dns.dnsConfig.searches)
    ? `would have more than ${MAX_SEARCHES} domains to search, or ${MAX_SEARCH_CHARACTERS} characters`
    : dns;
}

import { readProps, rulesFor, type Table, type Values, withDefault } from '../input/reader';
import { parseNamespace } from '../kubernetes/identifiers';
import { type CacheAddresses, checkFallback, checkSearches, dnsValues, POD_DNS_OPTIONS } from './dns-values';
import { podDns } from './merge';
import type { PodDns, PodDnsConfigOptions } from './pod-dns';

const OPTIONS = {
  ...POD_DNS_OPTIONS,
  namespace: withDefault('default', parseNamespace),
} satisfies Table<PodDnsConfigOptions>;

const rule = rulesFor<Values<typeof OPTIONS>>();

/** The DNS settings of a pod that has no dnsConfig of its own. */
export function podDnsConfig(cache: CacheAddresses, subject: string, given: PodDnsConfigOptions): PodDns {
  const values = readProps(subject, given, OPTIONS, [
    rule(['fallbackNameservers'], ({ fallbackNameservers }, problems) => {
      checkFallback(cache, fallbackNameservers, problems);
    }),
    rule(['searches', 'namespace'], ({ searches, namespace }, problems) => {
      checkSearches(cache, searches, problems, namespace);
    }),
  ]);
  return podDns(dnsValues(cache, values), values.namespace);
}

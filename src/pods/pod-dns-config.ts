import { parseNamespace } from '../kubernetes/identifiers';
import { type CacheAddresses, readDnsValues } from './dns-values';
import { podDns } from './merge';
import { OptionReader } from './option-reader';
import type { PodDns, PodDnsConfigOptions } from './pod-dns';

/** What a pod that has no dnsConfig yet is told. */
export function podDnsConfig(cache: CacheAddresses, subject: string, given: PodDnsConfigOptions): PodDns {
  const options = new OptionReader(subject, given);
  const namespace = options.read('namespace', 'default', parseNamespace);
  const values = readDnsValues(cache, options, namespace);
  options.end();
  return podDns(values, namespace);
}

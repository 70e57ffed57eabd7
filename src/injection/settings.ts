import { NodeLocalDnsCache } from '../cache/node-local-dns-cache';
import { Fault } from '../input/problems';
import { rulesFor, type Table, type Values, withDefault } from '../input/reader';
import { parseInstance, parseResolved, parseString } from '../input/values';
import { parseObjectName } from '../kubernetes/identifiers';
import { checkFallback, checkSearches, POD_DNS_OPTIONS } from '../pods/dns-values';
import { InjectedNamespaces } from './injected-namespaces';
import type { NodeLocalDnsInjectionProps } from './props';

/** How each prop is read. */
export const PROPS = {
  ...POD_DNS_OPTIONS,
  cache: parseInstance(NodeLocalDnsCache, 'the cache that the pods are to ask'),
  kubernetesVersion: withDefault('1.36', parseApiVersion),
  namespaces: withDefault(
    InjectedNamespaces.LABELLED,
    parseResolved(InjectedNamespaces, "InjectedNamespaces.LABELLED or InjectedNamespaces.allBut('kube-infra')"),
  ),
  name: withDefault('node-local-dns-injection', parseObjectName),
} satisfies Table<NodeLocalDnsInjectionProps>;

export type InjectionSettings = Values<typeof PROPS>;

const rule = rulesFor<InjectionSettings>();

export const RULES = [
  rule(['cache', 'fallbackNameservers'], ({ cache, fallbackNameservers }, problems) => {
    checkFallback(cache._settings, fallbackNameservers, problems);
  }),
  rule(['cache', 'searches'], ({ cache, searches }, problems) => checkSearches(cache._settings, searches, problems)),
];

/** The API version of the policy in the cluster's version of Kubernetes. */
function parseApiVersion(value: unknown): string {
  const fix = "write '1.36', say, as `kubectl version` shows the server's";
  const [, minor] = /^v?1\.(\d{1,3})(\.\d.*)?$/.exec(parseString(value)) ?? [];
  if (minor === undefined) throw new Fault('is no version of Kubernetes', fix);
  if (Number(minor) < 34) {
    throw new Fault('has no MutatingAdmissionPolicy, which came with 1.34', 'use cache.useIn or cache.podDnsConfig');
  }
  return `admissionregistration.k8s.io/${Number(minor) < 36 ? 'v1beta1' : 'v1'}`;
}

import { type DnsValues, dnsValues, MAX_SEARCH_CHARACTERS, MAX_SEARCHES, searchesOf } from '../pods/dns-values';
import type { PodDnsOption } from '../pods/pod-dns';
import type { InjectionSettings } from './settings';

/** A label selector of the API server. */
export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions: readonly { readonly key: string; readonly operator: string; readonly values: string[] }[];
}

/**
 * Does the same as `podDnsUnlessExempt`, in CEL. A policy that fails does not stop a pod, but the API server refuses a
 * pod that a policy has made invalid. So the policy checks the length of the searches itself.
 */
export function injectionPolicy({
  cache,
  kubernetesVersion: apiVersion,
  name,
  namespaces,
  ...options
}: InjectionSettings) {
  const values = dnsValues(cache._settings, options);
  return {
    apiVersion,
    kind: 'MutatingAdmissionPolicy',
    metadata: { name },
    spec: {
      failurePolicy: 'Ignore',
      reinvocationPolicy: 'Never',
      matchConstraints: {
        namespaceSelector: namespaces,
        resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
      },
      matchConditions: values.exemptions.map((exemption) => ({
        name: exemption.name,
        expression: `!(${exemption.cel})`,
      })),
      variables: [
        { name: 'clusterSearches', expression: `[${celSearches(values).join(', ')}]` },
        { name: 'ownSearches', expression: 'object.spec.?dnsConfig.?searches.orValue([])' },
        {
          name: 'searches',
          expression:
            'variables.clusterSearches + variables.ownSearches.filter(search, !(search in variables.clusterSearches))',
        },
        { name: 'ownOptions', expression: 'object.spec.?dnsConfig.?options.orValue([])' },
        { name: 'options', expression: celOptions(values.options) },
      ],
      mutations: [
        {
          patchType: 'JSONPatch',
          jsonPatch: {
            expression: `variables.searches.size() > ${MAX_SEARCHES} || variables.searches.join(" ").size() > ${MAX_SEARCH_CHARACTERS} ? [] : [
  JSONPatch{op: "add", path: "/spec/dnsPolicy", value: "None"},
  JSONPatch{op: "add", path: "/spec/dnsConfig", value: {"nameservers": [${values.nameservers.map(text).join(', ')}]}},
  JSONPatch{op: "add", path: "/spec/dnsConfig/searches", value: variables.searches},
  JSONPatch{op: "add", path: "/spec/dnsConfig/options", value: variables.options}
]`,
          },
        },
      ],
    },
  };
}

export function injectionBinding({ kubernetesVersion: apiVersion, name }: InjectionSettings) {
  return { apiVersion, kind: 'MutatingAdmissionPolicyBinding', metadata: { name }, spec: { policyName: name } };
}

/** The search domains, with the namespace of the request: pods of a Deployment do not name their namespace. */
function celSearches(values: DnsValues): string[] {
  const [first, ...others] = searchesOf(values, '').map(text);
  return [`request.namespace + ${first}`, ...others];
}

function celOptions(options: readonly PodDnsOption[]): string {
  const ours = options.map(({ name, value }) => {
    const valueField = value === undefined ? '' : `, "value": ${text(value)}`;
    return `{"name": ${text(name)}${valueField}}`;
  });
  return `[${ours.join(', ')}].filter(ours, !variables.ownOptions.exists(own, own.name == ours.name)) +
  variables.ownOptions.map(own, {"name": own.name, ?"value": own.?value})`;
}

/** A string of CEL. The checked values have no character that CEL and JSON write in two ways. */
function text(value: string): string {
  return JSON.stringify(value);
}

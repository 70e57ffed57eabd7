import { type DnsValues, dnsValues, MAX_SEARCH_CHARACTERS, MAX_SEARCHES, searchesOf } from '../pods/dns-values';
import type { PodDnsOption } from '../pods/pod-dns';
import type { InjectionSettings } from './settings';

/** What the API server's labels selectors take. */
export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions: readonly { readonly key: string; readonly operator: string; readonly values: string[] }[];
}

/**
 * What `podDnsUnlessExempt` does, in CEL. The API server does not let a policy's failure stop a pod; what the policy
 * makes of a pod it does check, hence the look at the length of the searches.
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

/** The namespace is that of the request: pods of a Deployment do not name theirs. */
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

/** What is checked has no character that CEL and JSON write in two ways. */
function text(value: string): string {
  return JSON.stringify(value);
}

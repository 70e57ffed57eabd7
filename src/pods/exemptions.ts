import type { PodDnsConfig } from './pod-dns';

interface NodeSelectorTerm {
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

/** The fields of a pod, or of a pod template, that decide about an exemption. */
export interface Pod {
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec: {
    readonly affinity?: {
      readonly nodeAffinity?: {
        readonly requiredDuringSchedulingIgnoredDuringExecution?: {
          readonly nodeSelectorTerms?: readonly NodeSelectorTerm[];
        };
      };
    };
    readonly hostNetwork?: boolean;
    readonly dnsPolicy?: string;
    readonly dnsConfig?: Partial<PodDnsConfig>;
    readonly nodeSelector?: Readonly<Record<string, string>>;
    readonly os?: { readonly name?: string };
    readonly schedulerName?: string;
  };
}

/** The label has a name that users of a cloud vendor know. On namespaces it is `enabled`, on pods `disabled`. */
export const LABEL = 'node-local-dns-injection';
export const ENABLED = 'enabled';
export const DISABLED = 'disabled';
const OS = ['kubernetes.io/os', 'beta.kubernetes.io/os'];

/** A reason for which a pod stays as it is: in TypeScript for the check at synth, in CEL for the API server. */
export interface Exemption {
  readonly name: string;
  readonly reason: string;
  readonly applies: (pod: Pod) => boolean;
  readonly cel: string;
}

const ALWAYS: readonly Exemption[] = [
  {
    name: 'opted-out',
    reason: `is labelled ${LABEL}: ${DISABLED}`,
    applies: ({ metadata }) => metadata?.labels?.[LABEL] === DISABLED,
    cel: `object.metadata.?labels[?"${LABEL}"].orValue("") == "${DISABLED}"`,
  },
  {
    name: 'host-network',
    reason: 'has host network',
    applies: ({ spec }) => spec.hostNetwork === true,
    cel: 'object.spec.?hostNetwork.orValue(false)',
  },
  {
    // The API server fills in ClusterFirst where a pod names no policy, so the two look the same.
    name: 'dns-policy',
    reason: 'has a dnsPolicy of its own',
    applies: ({ spec }) => (spec.dnsPolicy ?? 'ClusterFirst') !== 'ClusterFirst',
    cel: 'object.spec.?dnsPolicy.orValue("ClusterFirst") != "ClusterFirst"',
  },
  {
    name: 'nameservers',
    reason: 'has nameservers of its own',
    applies: ({ spec }) => (spec.dnsConfig?.nameservers ?? []).length > 0,
    cel: 'object.spec.?dnsConfig.?nameservers.orValue([]).size() > 0',
  },
  {
    // node-cache has no image for Windows, so that nothing answers there.
    name: 'windows',
    reason: 'is for Windows nodes',
    applies: ({ spec }) => spec.os?.name === 'windows' || OS.some((key) => spec.nodeSelector?.[key] === 'windows'),
    cel: [
      'object.spec.?os.?name.orValue("") == "windows"',
      ...OS.map((key) => `object.spec.?nodeSelector[?"${key}"].orValue("") == "windows"`),
    ].join(' || '),
  },
  {
    // A DaemonSet has no pods on virtual nodes, so nothing answers there.
    name: 'virtual-node',
    reason: 'is for virtual nodes, such as those of Fargate or virtual-kubelet',
    applies: ({ metadata, spec }) =>
      spec.schedulerName === 'fargate-scheduler' ||
      metadata?.labels?.['eks.amazonaws.com/fargate-profile'] !== undefined ||
      spec.nodeSelector?.type === 'virtual-kubelet',
    cel: [
      'object.spec.?schedulerName.orValue("") == "fargate-scheduler"',
      'object.metadata.?labels[?"eks.amazonaws.com/fargate-profile"].hasValue()',
      'object.spec.?nodeSelector[?"type"].orValue("") == "virtual-kubelet"',
    ].join(' || '),
  },
];

/** The exemptions of every cache, and one for pods whose nodeSelector or affinity leaves out the cache's nodes. */
export function exemptionsOf(nodeSelector: Readonly<Record<string, string>>): readonly Exemption[] {
  return [...ALWAYS, otherNodes([...Object.entries(nodeSelector), ['beta.kubernetes.io/os', 'linux']])];
}

function otherNodes(selected: readonly (readonly [key: string, value: string])[]): Exemption {
  const terms =
    'object.spec.?affinity.?nodeAffinity.?requiredDuringSchedulingIgnoredDuringExecution.?nodeSelectorTerms';
  const contradicts = selected.map(
    ([key, value]) =>
      `e.key == "${key}" && (e.operator == "In" && !("${value}" in e.?values.orValue([])) || ` +
      `e.operator == "NotIn" && "${value}" in e.?values.orValue([]) || e.operator == "DoesNotExist")`,
  );
  return {
    name: 'other-nodes',
    reason: 'is for nodes without the cache',
    applies: ({ spec }) => {
      const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
      const all = required?.nodeSelectorTerms ?? [];
      return (
        selected.some(([key, value]) => (spec.nodeSelector?.[key] ?? value) !== value) ||
        (all.length > 0 && all.every((term) => selected.some(([key, value]) => excludes(term, key, value))))
      );
    },
    cel: [
      ...selected.map(([key, value]) => `object.spec.?nodeSelector[?"${key}"].orValue("${value}") != "${value}"`),
      `${terms}.orValue([]).size() > 0 && ${terms}.orValue([]).all(term, ` +
        `term.?matchExpressions.orValue([]).exists(e, ${contradicts.join(' || ')}))`,
    ].join(' || '),
  };
}

/** Whether the term leaves out all nodes with the label. */
function excludes({ matchExpressions = [] }: NodeSelectorTerm, key: string, value: string): boolean {
  return matchExpressions.some(
    (expression) =>
      expression.key === key &&
      ((expression.operator === 'In' && !expression.values?.includes(value)) ||
        (expression.operator === 'NotIn' && expression.values?.includes(value)) ||
        expression.operator === 'DoesNotExist'),
  );
}

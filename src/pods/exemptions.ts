import type { PodDnsConfig } from './pod-dns';

/** What is looked at of a pod, or of a pod template. */
export interface Pod {
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec: {
    readonly hostNetwork?: boolean;
    readonly dnsPolicy?: string;
    readonly dnsConfig?: Partial<PodDnsConfig>;
    readonly nodeSelector?: Readonly<Record<string, string>>;
    readonly os?: { readonly name?: string };
  };
}

/** The label that a cloud vendor's users know: on namespaces `enabled`, on pods `disabled`. */
export const LABEL = 'node-local-dns-injection';
export const ENABLED = 'enabled';
export const DISABLED = 'disabled';
const OS = 'kubernetes.io/os';

/** Why a pod is left alone: for the synth in TypeScript, for the API server in CEL. */
export interface Exemption {
  readonly name: string;
  readonly reason: string;
  readonly applies: (pod: Pod) => boolean;
  readonly cel: string;
}

export const EXEMPTIONS: readonly Exemption[] = [
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
    // Whoever asked for ClusterFirst cannot be told from whoever asked for nothing: the API server fills it in.
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
    applies: ({ spec }) => spec.os?.name === 'windows' || spec.nodeSelector?.[OS] === 'windows',
    cel: `object.spec.?os.?name.orValue("") == "windows" || object.spec.?nodeSelector[?"${OS}"].orValue("") == "windows"`,
  },
];

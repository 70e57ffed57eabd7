import { ApiObject, JsonPatch } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import { readProps, rulesFor, type Table, type Values, withDefault } from '../input/reader';
import { parseNamespace } from '../kubernetes/identifiers';
import {
  type CacheAddresses,
  checkFallback,
  checkSearches,
  type DnsValues,
  dnsValues,
  POD_DNS_OPTIONS,
  warnOfOtherNodes,
} from './dns-values';
import type { Pod } from './exemptions';
import { podDnsUnlessExempt } from './merge';
import type { PodDns, PodDnsOptions } from './pod-dns';
import { fieldAt, parsePodTemplates } from './pod-templates';

/**
 * The options of `useIn`: the DNS settings of the workloads, and where to find their pod templates.
 */
export interface UseInOptions extends PodDnsOptions {
  /**
   * The namespace of workloads for which neither the workload nor its chart names one. An error if Kubernetes takes no
   * such name.
   * @default 'default'
   */
  readonly namespace?: string;

  /**
   * The paths of the pod templates of kinds that are not Kubernetes' own, such as
   * `{ 'argoproj.io/Rollout': '/spec/template' }`. The field at the path has the pod's metadata and spec. An error if
   * an object of that kind has no pod template there.
   * @default {}
   */
  readonly podTemplates?: { [groupAndKind: string]: string };
}

const OPTIONS = {
  ...POD_DNS_OPTIONS,
  namespace: withDefault('default', parseNamespace),
  podTemplates: withDefault({}, parsePodTemplates),
} satisfies Table<UseInOptions>;

const rule = rulesFor<Values<typeof OPTIONS>>();

/**
 * A workload that `useIn` leaves as it is.
 */
export interface ExcludedWorkload {
  /** The path of the workload in the construct tree. */
  readonly path: string;

  /** The kind of the workload, such as `Deployment`. */
  readonly kind: string;

  /** The name of the workload in the cluster. */
  readonly name: string;

  /** The reason why it stays as it is, such as `has host network`. */
  readonly reason: string;
}

/** The `useIn` of each construct. */
const USES = new WeakMap<IConstruct, NodeLocalDnsUse>();

/**
 * The result of `useIn`. From the next synth on, the workloads under the construct ask the cache.
 */
export class NodeLocalDnsUse {
  /** @internal */
  public static _of(scope: IConstruct, cache: CacheAddresses, subject: string, given: UseInOptions): NodeLocalDnsUse {
    if (!Construct.isConstruct(scope)) throw new Error(`${subject}: the scope is no construct; give a chart, say`);
    if (USES.has(scope)) throw new Error(`${subject}: called before for ${scope.node.path}; call it once`);
    const values = readProps(subject, given, OPTIONS, [
      rule(['fallbackNameservers'], ({ fallbackNameservers }, problems) => {
        checkFallback(cache, fallbackNameservers, problems);
      }),
      rule(['searches'], ({ searches }, problems) => checkSearches(cache, searches, problems)),
    ]);
    warnOfOtherNodes(subject, cache);
    const { namespace, podTemplates } = values;
    const use = new NodeLocalDnsUse(scope, subject, namespace, podTemplates, dnsValues(cache, values));
    USES.set(scope, use);
    // cdk8s validates before it renders, in every way of rendering. At validation all workloads exist.
    scope.node.addValidation({ validate: () => use.apply() });
    return use;
  }

  /** The DNS settings that each workload got, or the reason why it stays as it is. */
  private readonly decisions = new Map<ApiObject, PodDns | string>();

  private constructor(
    private readonly scope: IConstruct,
    private readonly subject: string,
    private readonly namespace: string,
    private readonly podTemplates: ReadonlyMap<string, string>,
    private readonly values: DnsValues,
  ) {}

  /**
   * The workloads under the construct that stay as they are, and why. Workloads under a construct that has its own
   * `useIn` are not among them.
   */
  public get excluded(): ExcludedWorkload[] {
    return this.ownWorkloads().flatMap((object) => {
      const reason = this.decisions.get(object) ?? this.decide(object);
      return typeof reason === 'string'
        ? [{ path: object.node.path, kind: object.kind, name: object.name, reason }]
        : [];
    });
  }

  private apply(): string[] {
    if (this.workloads().length === 0) {
      return [`${this.subject}: there is no workload; give a construct that has one, or name its kind in podTemplates`];
    }
    const list = this.lists().find((each) => this.hasWorkloads(each));
    if (list) {
      return [`${this.subject}: a workload in the List ${list.node.path} is not reached; make an object of each item`];
    }
    for (const object of this.ownWorkloads()) {
      if (this.decisions.has(object)) continue;
      const decision = this.decide(object);
      this.decisions.set(object, decision);
      if (typeof decision === 'string') continue;
      const spec = `${this.templatePath(object)}/spec`;
      object.addJsonPatch(
        JsonPatch.add(`${spec}/dnsPolicy`, decision.dnsPolicy),
        JsonPatch.add(`${spec}/dnsConfig`, decision.dnsConfig),
      );
    }
    return [];
  }

  private decide(object: ApiObject): PodDns | string {
    const json = object.toJson();
    const path = this.templatePath(object);
    const template = fieldAt(json, path as string) as Partial<Pod> | undefined;
    if (!template?.spec) {
      throw new Error(
        `${this.subject}: ${object.kind} ${object.node.path} has no pod template at ${path}; name its path in podTemplates`,
      );
    }
    const labels = { ...json.metadata.labels, ...template.metadata?.labels };
    const pod = { metadata: { labels }, spec: template.spec };
    return podDnsUnlessExempt(this.values, json.metadata.namespace ?? this.namespace, pod);
  }

  private lists(): ApiObject[] {
    return this.scope.node
      .findAll()
      .filter((each): each is ApiObject => ApiObject.isApiObject(each) && each.kind === 'List');
  }

  private hasWorkloads(list: ApiObject): boolean {
    const items: { apiVersion?: string; kind?: string }[] = list.toJson().items ?? [];
    return items.some(({ apiVersion = '', kind }) => {
      const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : 'core';
      return this.podTemplates.has(`${group}/${kind}`);
    });
  }

  private workloads(): ApiObject[] {
    const isWorkload = (construct: IConstruct): construct is ApiObject =>
      ApiObject.isApiObject(construct) && this.templatePath(construct) !== undefined;
    return this.scope.node.findAll().filter(isWorkload);
  }

  /** The workloads without those for which `useIn` was called further down in the tree. */
  private ownWorkloads(): ApiObject[] {
    return this.workloads().filter(({ node }) => {
      const nearest = [...node.scopes].reverse().find((scope) => USES.has(scope));
      return nearest === this.scope;
    });
  }

  private templatePath({ apiGroup, kind }: ApiObject): string | undefined {
    return this.podTemplates.get(`${apiGroup}/${kind}`);
  }
}

import { parseList } from '../input/reader';
import { parseNamespace } from '../kubernetes/identifiers';
import { DISABLED, ENABLED, LABEL } from '../pods/exemptions';
import type { LabelSelector } from './manifests';

/** The cluster's own namespaces. Their pods are the first ones when a cluster starts. */
const SYSTEM = ['kube-system', 'kube-public', 'kube-node-lease'];

/**
 * The namespaces whose new pods ask the cache. `kube-system`, `kube-public` and `kube-node-lease` are never among them.
 */
export class InjectedNamespaces {
  /**
   * The namespaces labelled `node-local-dns-injection=enabled`.
   */
  public static readonly LABELLED = new InjectedNamespaces();

  /**
   * All namespaces but those named, and those labelled `node-local-dns-injection=disabled`.
   * @param namespaces names of namespaces; an error if Kubernetes takes no such name
   */
  public static allBut(...namespaces: string[]): InjectedNamespaces {
    return new InjectedNamespaces(namespaces);
  }

  private constructor(private readonly excluded?: string[]) {}

  /** @internal */
  public _resolve(): LabelSelector {
    const excluded = parseList(parseNamespace)(this.excluded ?? []);
    const byName = { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: [...SYSTEM, ...excluded] };
    return this.excluded
      ? { matchExpressions: [byName, { key: LABEL, operator: 'NotIn', values: [DISABLED] }] }
      : { matchExpressions: [byName], matchLabels: { [LABEL]: ENABLED } };
  }
}

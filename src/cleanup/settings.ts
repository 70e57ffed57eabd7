import { DEFAULT_IMAGE, DEFAULT_TOLERATIONS } from '../cache/settings';
import { parseImageReference } from '../image/reference';
import type { Problems } from '../input/problems';
import { checkKeys } from '../input/suggestion';
import { parseBoolean, parseList, parseProps } from '../input/values';
import { DEFAULT_TOOLS_IMAGE } from '../kubelet/settings';
import { parseNamespace, parseNodeSelector, parseObjectName } from '../kubernetes/identifiers';
import { parseToleration } from '../kubernetes/tolerations';
import type { Toleration } from '../options/toleration';
import type { NodeLocalDnsCleanupProps } from './props';

/** What the objects are made of: complete and checked. */
export interface CleanupSettings {
  readonly kubeletsOnly: boolean;
  readonly namespace: string;
  readonly image: string;
  readonly toolsImage: string;
  readonly imagePullSecrets: readonly string[];
  readonly tolerations: readonly Toleration[];
  readonly nodeSelector: Record<string, string>;
}

export function resolveCleanupSettings(given: NodeLocalDnsCleanupProps, problems: Problems): CleanupSettings {
  const props = parseProps(given, problems);
  const known: string[] = [];
  const read = <K extends keyof NodeLocalDnsCleanupProps, T>(
    prop: K,
    standard: Required<NodeLocalDnsCleanupProps>[K],
    parse: (value: unknown) => T,
  ): T => {
    known.push(prop);
    return problems.read(prop, props[prop] ?? standard, parse);
  };
  const settings = {
    kubeletsOnly: read('kubeletsOnly', false, parseBoolean),
    namespace: read('namespace', 'kube-system', parseNamespace),
    image: read('image', DEFAULT_IMAGE, parseImageReference)?.text,
    toolsImage: read('toolsImage', DEFAULT_TOOLS_IMAGE, parseImageReference)?.text,
    imagePullSecrets: read('imagePullSecrets', [], parseList(parseObjectName)),
    tolerations: read('tolerations', DEFAULT_TOLERATIONS, parseList(parseToleration)),
    nodeSelector: read('nodeSelector', {}, parseNodeSelector),
  };
  problems.read('props', Object.keys(props), () => checkKeys(props, known, 'prop'));
  return settings;
}

import { DEFAULT_NAMESPACE } from '../cache/defaults';
import { DEFAULT_IMAGES } from '../image/defaults';
import { parseImageReference } from '../image/reference';
import { optional, parseList, type Rule, readProps, type Table, type Values, withDefault } from '../input/reader';
import { parseBoolean } from '../input/values';
import { parseNamespace, parseNodeSelector, parseObjectName } from '../kubernetes/identifiers';
import { DEFAULT_TOLERATIONS, parseToleration } from '../kubernetes/tolerations';
import type { NodeLocalDnsCleanupProps } from './props';

/** How each prop is read. */
const PROPS = {
  kubeletsOnly: withDefault(false, parseBoolean),
  namespace: optional(parseNamespace),
  image: withDefault(DEFAULT_IMAGES.nodeCache, parseImageReference),
  toolsImage: withDefault(DEFAULT_IMAGES.tools, parseImageReference),
  imagePullSecrets: withDefault([], parseList(parseObjectName)),
  tolerations: withDefault(DEFAULT_TOLERATIONS, parseList(parseToleration)),
  nodeSelector: withDefault({}, parseNodeSelector),
} satisfies Table<NodeLocalDnsCleanupProps>;

type CleanupValues = Values<typeof PROPS>;

/** What the objects are made of. */
export interface CleanupSettings extends Omit<CleanupValues, 'namespace'> {
  readonly namespace: string;
}

export function readSettings(subject: string, props: NodeLocalDnsCleanupProps, rule: Rule<CleanupValues>) {
  const values = readProps(subject, props, PROPS, [rule]);
  return { ...values, namespace: values.namespace ?? DEFAULT_NAMESPACE };
}

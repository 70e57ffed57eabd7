import { DEFAULT_NAMESPACE } from '../cache/defaults';
import { defaultImage, NODE_CACHE, parseImageRegistry, TOOLS } from '../image/defaults';
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
  image: optional(parseImageReference),
  toolsImage: optional(parseImageReference),
  imageRegistry: optional(parseImageRegistry),
  imagePullSecrets: withDefault([], parseList(parseObjectName)),
  tolerations: withDefault(DEFAULT_TOLERATIONS, parseList(parseToleration)),
  nodeSelector: withDefault({}, parseNodeSelector),
} satisfies Table<NodeLocalDnsCleanupProps>;

type CleanupValues = Values<typeof PROPS>;

/** The checked settings from which the objects are made. */
export interface CleanupSettings extends Omit<CleanupValues, 'namespace' | 'image' | 'toolsImage'> {
  readonly namespace: string;
  readonly image: string;
  readonly toolsImage: string;
}

export function readSettings(
  subject: string,
  props: NodeLocalDnsCleanupProps,
  rule: Rule<CleanupValues>,
): CleanupSettings {
  const values = readProps(subject, props, PROPS, [rule]);
  const { namespace = DEFAULT_NAMESPACE, imageRegistry } = values;
  return {
    ...values,
    namespace,
    image: (values.image ?? defaultImage(NODE_CACHE, imageRegistry)).text,
    toolsImage: (values.toolsImage ?? defaultImage(TOOLS, imageRegistry)).text,
  };
}

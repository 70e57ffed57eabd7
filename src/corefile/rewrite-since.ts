import { SINCE } from '../image/node-cache';
import type { Version } from '../image/version';
import { YOUNG_TYPES } from './arguments';
import { withoutMode } from './rewrite';

/** The first release of node-cache whose CoreDNS takes a form of the plugin `rewrite`. */
export function rewriteSince(args: readonly string[]): Version {
  const [field, ...rest] = withoutMode(args);
  switch (field) {
    case 'cname':
    case 'rcode':
      return SINCE.v1_24_0;
    case 'edns0':
      if (rest[1].toLowerCase() === 'unset') return SINCE.v1_26_6;
      return rest.at(-1) === 'revert' ? SINCE.v1_26_5 : SINCE.v1_17_0;
    default:
      return isYoung(field, rest) ? SINCE.v1_22_28 : SINCE.v1_17_0;
  }
}

/** Whether CoreDNS 1.7 does not take it: a range of TTLs, answers but one `answer name FROM TO`, a young type. */
function isYoung(field: string, rest: readonly string[]): boolean {
  if (field === 'ttl') return rest[rest.length - 1].includes('-');
  if (field === 'type') return rest.some((type) => YOUNG_TYPES.includes(type.toUpperCase()));
  const at = field === 'name' ? rest.indexOf('answer', 2) : -1;
  return at >= 0 && (rest[at + 1] !== 'name' || rest.length > at + 4);
}

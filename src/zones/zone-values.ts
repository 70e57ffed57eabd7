import { recordType } from '../corefile/arguments';
import { CacheProfile } from '../corefile/cache-profile';
import { parseExtraPlugins } from '../corefile/extra';
import { QueryLog } from '../corefile/query-log';
import { type Directive, directive } from '../corefile/tree';
import { parseDomain } from '../input/domain';
import { Fault } from '../input/problems';
import { optional, parseObject, type Table, type Values, withDefault } from '../input/reader';
import { parseDistinct, parseEntries, parseResolved, parseString } from '../input/values';
import { Forward } from './forward';
import type { ZoneOptions } from './zone';

/** The members of `CacheProfile` and `QueryLog`, for messages. */
export const CACHE_PROFILES =
  'CacheProfile.OFFICIAL, CacheProfile.RESILIENT, CacheProfile.FAIL_FAST or CacheProfile.of({ ... })';
export const QUERY_LOGS =
  'QueryLog.OFF, QueryLog.DENIALS_AND_ERRORS, QueryLog.ALL, QueryLog.JSON or QueryLog.of({ ... })';

const OPTIONS = {
  forward: optional(parseResolved(Forward, 'Forward.to([...]), Forward.toClusterDns() or Forward.toNodeResolvers()')),
  cache: optional(parseResolved(CacheProfile, CACHE_PROFILES)),
  queryLog: optional(parseResolved(QueryLog, QUERY_LOGS)),
  rewrites: withDefault({}, parseEntries("{ 'name.example': 'other.example' }", parsePattern, parsePattern)),
  withoutTypes: withDefault([], parseDistinct(parseRecordType)),
  extraPlugins: withDefault('', parseExtraPlugins),
} satisfies Table<ZoneOptions>;

/** The values of a zone. One that is nonexistent asks no server. */
export interface ZoneValues extends Values<typeof OPTIONS> {
  readonly nonexistent?: boolean;
}

export const parseZone = parseObject(OPTIONS);
export const NONEXISTENT: ZoneValues = { ...parseZone({}), nonexistent: true };

/** The longest `*.` and domain. */
const MAX_PATTERN = 255;

/** CoreDNS takes the first rewrite that fits, so a name stands before all names under one, and those before more. */
function rank(from: string): number {
  return from.startsWith('*.') ? from.length : MAX_PATTERN + 1;
}

/** Reads a name, or `*.` and a domain for all names under it. */
function parsePattern(value: unknown): string {
  const name = parseString(value);
  return name.startsWith('*.') ? `*.${parseDomain(name.slice(2))}` : parseDomain(name);
}

function parseRecordType(value: unknown): string {
  const type = parseString(value).toUpperCase();
  if (!recordType(type) || type === 'ANY') throw new Fault('is no type of record', 'write one such as AAAA');
  return type;
}

/** The directives for what a zone answers by itself, and for names that it replaces by others. */
export function ownDirectives({ nonexistent, withoutTypes, rewrites }: ZoneValues): Directive[] {
  if (nonexistent) return [directive('template', ['ANY', 'ANY'], [directive('rcode', ['NXDOMAIN'])])];
  return [
    // The root covers names that a rewrite takes out of the zone, too.
    ...withoutTypes.map((type) => directive('template', ['ANY', type, '.'], [directive('rcode', ['NOERROR'])])),
    ...[...rewrites]
      .sort(([one], [other]) => rank(other) - rank(one))
      .map(([from, to]) => {
        const [kind, ...names] = from.startsWith('*.') ? ['suffix', from.slice(1), to.slice(1)] : ['exact', from, to];
        return directive('rewrite', ['stop', 'name', kind, ...names, 'answer', 'auto']);
      }),
  ];
}

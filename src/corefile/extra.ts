import { parseDomain } from '../input/domain';
import { Fault, located } from '../input/problems';
import { parseString } from '../input/values';
import { cidr } from './arguments';
import { parseCorefile, parseDirectives } from './parser';
import { reverseZones } from './reverse';
import type { Corefile, Directive } from './tree';
import { zoneKey } from './zone-key';

const BY_THE_PACKAGE = 'leave it out: every server block gets it';

/** The directives that users may write in no server block, each with the fix. */
export const MANAGED: Readonly<Record<string, string>> = {
  bind: BY_THE_PACKAGE,
  errors: BY_THE_PACKAGE,
  health: 'use the prop healthPort',
  loop: BY_THE_PACKAGE,
  prometheus: 'use the props metrics and metricsPort',
  reload: 'leave it out: a changed ConfigMap is reloaded',
};

/** The directives that users may not write in the blocks of this package, each with the fix. */
export const MANAGED_IN_OUR_BLOCKS: Readonly<Record<string, string>> = {
  ...MANAGED,
  cache: 'use the prop cache, or that of a zone',
  forward: 'use the prop zones',
  hosts: 'use the prop hostRecords',
  log: 'use the prop queryLog',
};

export function parseExtraPlugins(value: unknown): readonly Directive[] {
  return parseDirectives(parseString(value));
}

/** Reads server blocks. Their zones get the spelling that this package writes. */
export function parseExtraServerBlocks(value: unknown): Corefile {
  return parseCorefile(parseString(value)).map(({ keys, directives }) => ({
    keys: keys.flatMap(parseZones).map(zoneKey),
    directives,
  }));
}

/** The zones of a server block's key: one, or those of a network. */
function parseZones(key: string): string[] {
  const [, zone, port = '53'] = /^(?:dns:\/\/)?([^:/]+|[^/]+\/\d+)(?::(\d+))?$/.exec(key) ?? [];
  if (zone === undefined || port !== '53' || (zone.includes('/') && !cidr(zone))) {
    throw new Fault(
      `the zone ${JSON.stringify(key)} is not one that the cache can serve`,
      'write a domain or a network, with port 53 or none: other ports and protocols do not reach the cache',
    );
  }
  if (zone === '.') return [zone];
  if (zone.includes('/')) return reverseZones(zone);
  return [located(`the zone ${JSON.stringify(key)}`, () => parseDomain(zone))];
}

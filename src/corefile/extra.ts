import { parseDomain } from '../input/domain';
import { Fault, located } from '../input/problems';
import { parseString } from '../input/values';
import { parseCorefile, parseDirectives } from './parser';
import type { Corefile, Directive } from './tree';
import { zoneKey } from './zones';

const BY_THE_PACKAGE = 'leave it out: every server block gets it';

/** What nobody writes by hand, in any server block. */
export const MANAGED: Readonly<Record<string, string>> = {
  bind: BY_THE_PACKAGE,
  errors: BY_THE_PACKAGE,
  health: 'use the prop healthPort',
  loop: BY_THE_PACKAGE,
  prometheus: 'use the props metrics and metricsPort',
  reload: 'leave it out: a changed ConfigMap is reloaded',
};

/** What the blocks that are ours have from other props. */
export const MANAGED_IN_OUR_BLOCKS: Readonly<Record<string, string>> = {
  ...MANAGED,
  cache: 'use the prop cache',
  forward: 'use the props upstreamServers and stubDomains',
  hosts: 'use the prop hostRecords',
  log: 'use the prop queryLog',
};

export function parseExtraPlugins(value: unknown): readonly Directive[] {
  return parseDirectives(parseString(value));
}

/** The blocks, their zones in the spelling that we write. */
export function parseExtraServerBlocks(value: unknown): Corefile {
  return parseCorefile(parseString(value)).map(({ keys, directives }) => ({
    keys: keys.map((key) => zoneKey(parseZone(key))),
    directives,
  }));
}

export function zoneOfKey(key: string): string {
  return key.slice(0, key.lastIndexOf(':'));
}

function parseZone(key: string): string {
  const [, zone, port = '53'] = /^(?:dns:\/\/)?([^:/]*)(?::(\d+))?$/.exec(key) ?? [];
  if (zone === undefined || port !== '53') {
    throw new Fault(
      `the zone ${JSON.stringify(key)} is not one that the cache can serve`,
      'write a domain, with port 53 or none: other ports and protocols do not reach the cache',
    );
  }
  if (zone === '.') return zone;
  return located(`the zone ${JSON.stringify(key)}`, () => parseDomain(zone));
}

import { inert } from './inert';
import { Fault } from './problems';

const LABEL = /^[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$/;

/**
 * Reads a domain, and gives it the only spelling that this package compares and writes: lower case, no trailing dot.
 * No character with a meaning in a Corefile (whitespace, braces, quotes, `#`, `$`) can be in it.
 */
export function parseDomain(value: unknown): string {
  const fix = 'write a domain such as example.org: labels of letters, digits, - and _, at most 63 characters each';
  if (typeof value !== 'string' || value === '' || value === '.') throw new Fault('is not a domain', fix);
  const domain = value.replace(/\.$/, '');
  if (/^[\d.]+$/.test(domain)) throw new Fault('is an address, not a domain', fix);
  if (domain.length > 253) throw new Fault('is longer than 253 characters', fix);
  const labels = domain.split('.');
  if (labels.includes('')) throw new Fault('has an empty label', fix);
  const long = labels.find((label) => label.length > 63);
  if (long !== undefined) throw new Fault('has a label of more than 63 characters', fix);
  const bad = labels.find((label) => !LABEL.test(label));
  if (bad !== undefined) throw new Fault(`has a label that no domain can have, ${JSON.stringify(bad)}`, fix);
  if (/__PILLAR__/i.test(domain)) throw new Fault('is a token of the official manifest', 'write the domain itself');
  return inert(domain.toLowerCase());
}

/** Whether a name is a zone's own or under it. */
export function isIn(name: string, zone: string): boolean {
  return zone === '.' || name === zone || name.endsWith(`.${zone}`);
}

/** The smallest of the zones that have a name. Undefined if none has it. */
export function smallestZone(name: string, zones: readonly string[]): string | undefined {
  return zones.filter((zone) => isIn(name, zone)).sort((one, other) => other.length - one.length)[0];
}

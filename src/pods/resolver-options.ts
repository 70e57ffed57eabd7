import { Fault } from '../input/problems';
import { parseList } from '../input/reader';
import { suggestion } from '../input/suggestion';
import { parseString } from '../input/values';
import type { PodDnsOption } from './pod-dns';

/** The options of resolv.conf(5), and the largest values of those with a value. Resolvers silently cut down more. */
const SWITCHES = [
  ...['debug', 'edns0', 'inet6', 'no-aaaa', 'no-check-names', 'no-reload', 'no-tld-query', 'rotate'],
  ...['single-request', 'single-request-reopen', 'trust-ad', 'use-vc'],
];
const MAXIMA: Readonly<Record<string, number>> = { attempts: 5, timeout: 30 };
const MAX_NDOTS = 15;

export function parseNdots(value: unknown): string {
  if (!Number.isInteger(value) || (value as number) < 0 || (value as number) > MAX_NDOTS) {
    throw new Fault('is not a number of dots that resolvers take', `write a whole number from 0 to ${MAX_NDOTS}`);
  }
  return String(value);
}

/** Reads options of resolv.conf, such as `rotate` or `timeout:2`. */
export function parseResolverOptions(value: unknown): PodDnsOption[] {
  const options = parseList(parseOption)(value);
  const names = options.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Fault(`${twice} stands there twice`, 'write it once');
  return options;
}

function parseOption(given: unknown): PodDnsOption {
  const option = parseString(given);
  const [, name, value] = /^([^:]*)(?::(.*))?$/s.exec(option) as unknown as [string, string, string | undefined];
  if (name === 'ndots') throw new Fault('is an option of its own', 'write ndots: 2 beside options');
  const known = [...SWITCHES, ...Object.keys(MAXIMA)];
  if (!known.includes(name)) throw new Fault('is no option of resolv.conf', suggestion(name, known));
  if (SWITCHES.includes(name)) {
    if (value !== undefined) throw new Fault(`${name} takes no value`, `write '${name}'`);
    return { name };
  }
  if (!/^[1-9]\d?$/.test(value ?? '') || Number(value) > MAXIMA[name]) {
    throw new Fault(`${name} takes another value`, `write '${name}:N' with N from 1 to ${MAXIMA[name]}`);
  }
  return { name, value };
}

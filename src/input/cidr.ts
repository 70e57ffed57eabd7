import { type Address, parseAddress } from './address';
import { Fault } from './problems';

/** Reads a network such as 10.0.0.0/16. As in Kubernetes, all bits behind the prefix must be 0. */
export function parseCidr(value: unknown): string {
  const fix = 'write a network such as 10.0.0.0/16';
  const [, text, prefix] = /^([^/]+)\/(0|[1-9]\d{0,2})$/.exec(typeof value === 'string' ? value : '') ?? [];
  if (text === undefined) throw new Fault('is no CIDR', fix);
  const address = parseAddress(text, fix);
  const bits = bitsOf(address);
  if (Number(prefix) > bits.length) throw new Fault('has a longer prefix than addresses are', fix);
  const network = bits.slice(0, Number(prefix)).padEnd(bits.length, '0');
  if (bits !== network) throw new Fault('has bits behind its prefix', `write ${addressOf(network)}/${prefix}`);
  return `${address.text}/${prefix}`;
}

/** The bits of an address, 32 or 128. */
function bitsOf({ text, family }: Address): string {
  return family === 'IPv4' ? binary(text.split('.'), 10, 8) : binary(groupsOf(text), 16, 16);
}

/** The eight hexadecimal groups of an IPv6 address. */
export function groupsOf(text: string): string[] {
  // A URL writes all groups in hexadecimal, those of `::1.2.3.4` too.
  const [head, tail = []] = new URL(`http://[${text}]`).hostname
    .slice(1, -1)
    .split('::')
    .map((part) => part.split(':').filter((group) => group !== ''));
  return [...head, ...Array(8 - head.length - tail.length).fill('0'), ...tail];
}

function binary(parts: readonly string[], base: number, size: number): string {
  return parts.map((part) => Number.parseInt(part, base).toString(2).padStart(size, '0')).join('');
}

function addressOf(bits: string): string {
  const [size, base, separator] = bits.length === 32 ? [8, 10, '.'] : [16, 16, ':'];
  const parts = [...bits.matchAll(new RegExp(`.{${size}}`, 'g'))];
  return parseAddress(parts.map(([part]) => Number.parseInt(part, 2).toString(base)).join(`${separator}`)).text;
}

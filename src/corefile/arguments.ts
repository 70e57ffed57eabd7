import { isIP, isIPv6 } from 'node:net';
import { parseDomain } from '../input/domain';

/** Whether a string can be the argument in one place. */
export type Fits = (text: string) => boolean;

/** The arguments of a plugin or an option: in CoreDNS's own notation, for the error, and as a check. */
export interface Arguments {
  readonly usage: string;
  readonly accepts: (args: readonly string[]) => boolean;
}

/** Arguments in their places. The last ones may be missing. */
export function takes(usage: string, needed: number, ...places: Fits[]): Arguments {
  return {
    usage,
    accepts: (args) =>
      args.length >= needed && args.length <= places.length && args.every((argument, index) => places[index](argument)),
  };
}

/** One or more arguments of one form. */
export function list(usage: string, fits: Fits): Arguments {
  return { usage, accepts: (args) => args.length > 0 && args.every(fits) };
}

export const NOTHING = takes('', 0);

export const any: Fits = (text) => text !== '';

export function word(...words: string[]): Fits {
  return (text) => words.includes(text);
}

export function number(min: number, max = 2 ** 31 - 1): Fits {
  return (text) => /^\d+$/.test(text) && Number(text) >= min && Number(text) <= max;
}

const UNITS: Record<string, number> = { ns: 1e-9, us: 1e-6, µs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 };

/** A duration in Go's notation, such as `1m30s`, between two bounds in seconds. */
export function duration(min = 0, max = 2 ** 31 - 1): Fits {
  return (text) => {
    if (!/^(0|(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+)$/.test(text)) return false;
    return secondsOf(text) >= min && secondsOf(text) <= max;
  };
}

/** The length of a duration in Go's notation, in seconds. */
export function secondsOf(text: string): number {
  const parts = [...text.matchAll(/([\d.]+)([a-zµ]+)/g)];
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * UNITS[unit], 0);
}

export const domain: Fits = (text) => {
  try {
    return parseDomain(text) !== '';
  } catch {
    return false;
  }
};
export const zone: Fits = (text) => text === '.' || domain(text);
export const path: Fits = (text) => /^(\/[^/]+)+$/.test(text);

const RCODES = 'NOERROR FORMERR SERVFAIL NXDOMAIN NOTIMP REFUSED YXDOMAIN YXRRSET NXRRSET NOTAUTH NOTZONE BADVERS';
const CLASSES = 'IN CH HS ANY';
const TYPES = `A AAAA AFSDB ANY APL CAA CDNSKEY CDS CERT CNAME CSYNC DHCID DLV DNAME DNSKEY DS EUI48 EUI64 HINFO HIP HTTPS
  KEY KX LOC MX NAPTR NS NSEC NSEC3 NSEC3PARAM NULL OPENPGPKEY PTR RP RRSIG SIG SMIMEA SOA SPF SRV SSHFP SVCB TKEY TLSA
  TSIG TXT URI ZONEMD`;
/** Types of records that CoreDNS 1.7 does not know. */
export const YOUNG_TYPES: readonly string[] = ['HTTPS', 'SVCB', 'ZONEMD'];
export const rcode = word(...RCODES.split(' '));
export const recordClass = word(...CLASSES.split(' '));
export const recordType = word(...TYPES.split(/\s+/));
/** The same check for a string in capitals or not. */
export const anyCase =
  (fits: Fits): Fits =>
  (text) =>
    fits(text.toUpperCase());

export const cidr: Fits = (text) => {
  const [, address = '', length] = /^(.+)\/(\d+)$/.exec(text) ?? [];
  return isIP(address) > 0 && Number(length) <= (isIPv6(address) ? 128 : 32);
};

/** A socket such as `127.0.0.1:6053`. Every node can have it (some have no IPv6), and no other host can ask it. */
export const localSocket: Fits = (text) => {
  const [, address = '', port = ''] = /^(127\..+):(\d+)$/.exec(text) ?? [];
  return isIP(address) > 0 && number(1, 65_535)(port);
};

/** An IPv6 prefix that dns64 can put an IPv4 address into. */
export const ipv6Prefix: Fits = (text) => {
  const [address, length] = text.split('/');
  return cidr(text) && isIPv6(address) && Number(length) % 8 === 0 && Number(length) >= 32 && Number(length) <= 96;
};

import { parseAddress } from '../validation/address';
import { parseDomain } from '../validation/domain';
import { parseMapOfLists } from '../validation/kinds';

const parseRecords = parseMapOfLists((ip) => parseAddress(ip).text, parseDomain);

/** Checked host records, as the file that CoreDNS's `hosts` plugin reads and watches. */
export function parseHostRecords(value: unknown): string {
  return [...parseRecords(value)].map(([ip, names]) => `${ip} ${names.join(' ')}\n`).join('');
}

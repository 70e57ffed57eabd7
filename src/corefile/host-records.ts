import { parseAddress } from '../input/address';
import { parseDomain } from '../input/domain';
import { parseLists } from '../input/values';

const parseRecords = parseLists((ip) => parseAddress(ip).text, parseDomain);

/** Checked host records, as the file that CoreDNS's `hosts` plugin reads and watches. */
export function parseHostRecords(value: unknown): string {
  // Each line has one name: CoreDNS stops at a line over 64 KiB, and a block list for 0.0.0.0 is soon that long.
  const lines = [...parseRecords(value)].flatMap(([ip, names]) => names.map((name) => `${ip} ${name}\n`));
  return lines.join('');
}

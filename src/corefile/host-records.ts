import { parseAddress } from '../validation/address';
import { parseDomain } from '../validation/domain';
import { parseMapOfLists } from '../validation/kinds';
import { Fault } from '../validation/problems';

/** What a ConfigMap can hold, less room for the Corefile. */
const MAX_BYTES = 1_000_000;

const parseRecords = parseMapOfLists((ip) => parseAddress(ip).text, parseDomain);

/** Checked host records, as the file that CoreDNS's `hosts` plugin reads and watches. */
export function parseHostRecords(value: unknown): string {
  // A name a line: CoreDNS stops at a line over 64 KiB, which a block list's 0.0.0.0 soon has.
  const lines = [...parseRecords(value)].flatMap(([ip, names]) => names.map((name) => `${ip} ${name}\n`));
  const text = lines.join('');
  if (text.length > MAX_BYTES) {
    const size = (text.length / 1_000_000).toFixed(1);
    throw new Fault(
      `take ${size} MB, a ConfigMap holds 1 MiB in all`,
      'serve them with a DNS server and a stub domain',
    );
  }
  return text;
}

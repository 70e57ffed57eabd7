import { Fault, located } from '../input/problems';
import { suggestion } from '../input/suggestion';
import { parseString } from '../input/values';
import { checkToken } from './token';

/** What CoreDNS's log plugin replaces, but for values of the plugin `metadata`, which node-cache does not have. */
const PLACEHOLDERS =
  'type name class proto size remote port local rcode rsize duration common combined >id >opcode >do >bufsize >rflags'.split(
    ' ',
  );

/** Reads a format of the plugin `log`. */
export function parseLogFormat(value: unknown): string {
  const format = parseString(value);
  const found = [...format.matchAll(/\{([^{}"]*)\}/g)].map(([, name]) => name);
  if (found.length === 0) throw new Fault('has no placeholder', 'write one such as {name}');
  const unknown = found.find((name) => !PLACEHOLDERS.includes(name));
  if (unknown !== undefined) {
    throw new Fault(`has a placeholder that CoreDNS does not know, {${unknown}}`, suggestion(unknown, PLACEHOLDERS));
  }
  located('its text', () => checkToken(format));
  return format;
}

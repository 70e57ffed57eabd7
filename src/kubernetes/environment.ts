import { inert } from '../input/inert';
import { Fault } from '../input/problems';
import { parseEntries, parseString } from '../input/values';

/** The environment variables that have a prop of their own. */
const PROPS: Readonly<Record<string, string>> = { GOGC: 'gogc', GOMAXPROCS: 'gomaxprocs' };

const parseAll = parseEntries("{ NAME: 'value' }", parseName, (value) => inert(parseString(value)));

/** Reads the environment variables of a container. */
export function parseEnvironment(value: unknown): Record<string, string> {
  return Object.fromEntries(parseAll(value));
}

function parseName(value: unknown): string {
  const name = parseString(value);
  if (!/^[A-Za-z_]\w*$/.test(name)) {
    throw new Fault('is not a name of a variable', 'write letters, digits and _, beginning with no digit');
  }
  if (Object.hasOwn(PROPS, name)) throw new Fault('has a prop of its own', `use the prop ${PROPS[name]}`);
  return name;
}

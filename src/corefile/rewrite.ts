import { type Arguments, anyCase, number, rcode, recordClass, recordType } from './arguments';
import { groupsOf } from './go-regexp';

const MATCHES = ['exact', 'prefix', 'suffix', 'substring', 'regex'];
const MAX_UINT32 = 2 ** 32 - 1;

/** The plugin `rewrite`, whose arguments depend on each other. CoreDNS takes arguments in braces for one line. */
export const REWRITE: Arguments = {
  usage: '[continue|stop] name|class|type|ttl|cname|rcode|edns0 [exact|prefix|suffix|substring|regex] FROM TO',
  accepts: (args) => {
    const [field = '', ...rest] = withoutMode(args);
    return Object.hasOwn(FIELDS, field) && FIELDS[field](rest);
  },
};

/** The arguments without `continue` or `stop`. CoreDNS reads this word and the next one in capitals or not. */
export function withoutMode(args: readonly string[]): readonly string[] {
  const [field = '', ...rest] = ['continue', 'stop'].includes(args[0]?.toLowerCase()) ? args.slice(1) : args;
  return [field.toLowerCase(), ...rest];
}

const FIELDS: Readonly<Record<string, (args: readonly string[]) => boolean>> = {
  class: (args) => args.length === 2 && args.every(anyCase(recordClass)),
  type: (args) => args.length === 2 && args.every(anyCase(recordType)),
  name: (args) => {
    const [match, from, to, ...answers] = withMatch(args, 2);
    return replaces(match, from, to) && answersFit(answers);
  },
  ttl: (args) => matched(args, 1, ([ttl]) => isTtl(ttl)),
  cname: (args) => {
    const [match, from, to, ...more] = withMatch(args, 2);
    return more.length === 0 && replaces(match, from, to);
  },
  rcode: (args) => matched(args, 2, (codes) => codes.every((code) => number(0, 23)(code) || anyCase(rcode)(code))),
  edns0: ([type = '', action = '', ...values]) => {
    const option = Object.hasOwn(EDNS0, type.toLowerCase()) ? EDNS0[type.toLowerCase()] : undefined;
    if (!option) return false;
    if (action.toLowerCase() === 'unset') return option.unset(values);
    const given = values.at(-1) === 'revert' ? values.slice(0, -1) : values;
    return ['append', 'replace', 'set'].includes(action.toLowerCase()) && option.set(given);
  },
};

/** The arguments behind `set`, `append` and `replace`, and those behind `unset`. */
const EDNS0: Readonly<Record<string, Record<'set' | 'unset', Accepts>>> = {
  local: {
    set: (values) => values.length === 2 && isCode(values[0]) && isData(values[1]),
    unset: (values) => values.length === 1 && isCode(values[0]),
  },
  nsid: { set: (values) => values.length === 0, unset: (values) => values.length === 0 },
  subnet: {
    set: (values) => values.length === 2 && number(0, 32)(values[0]) && number(0, 128)(values[1]),
    unset: (values) => values.length === 0,
  },
};

type Accepts = (values: readonly string[]) => boolean;

/** A TTL such as `30`, or a range such as `30-60`, `30-` or `-60`. */
function isTtl(text: string): boolean {
  const [, from, to] = /^(\d*)-(\d*)$/.exec(text) ?? [];
  if (from === undefined) return number(0, MAX_UINT32)(text);
  const [least, most] = [from || '0', to || `${2 ** 31 - 1}`];
  return text !== '-' && [least, most].every(number(0, MAX_UINT32)) && Number(least) <= Number(most);
}

function isCode(text: string): boolean {
  return /^(0x[\da-fA-F]{1,4}|0|[1-9]\d*)$/.test(text) && Number(text) <= 65_535;
}

const VARIABLES = '{qname} {qtype} {client_ip} {client_port} {protocol} {server_ip} {server_port}'.split(' ');

/** A variable, bytes in hexadecimal, or any other string. node-cache has no variables of the plugin `metadata`. */
function isData(text: string): boolean {
  if (/^\{.*\}$/.test(text)) return VARIABLES.includes(text);
  return text !== '' && (!text.startsWith('0x') || /^0x([\da-fA-F]{2})*$/.test(text));
}

/**
 * Adds the way to match, the first argument, if it is missing.
 * @param without the number of arguments without it
 */
export function withMatch(args: readonly string[], without: number): readonly string[] {
  if (args.length === without) return ['exact', ...args];
  return [args[0]?.toLowerCase(), ...args.slice(1)];
}

/** Whether the arguments are `[MATCH] NAME` and the right number of values. */
function matched(args: readonly string[], values: number, accepts: (values: readonly string[]) => boolean): boolean {
  const [match, name, ...rest] = withMatch(args, values + 1);
  return rest.length === values && matches(match, name) && accepts(rest);
}

function matches(match: string, name: string): boolean {
  return MATCHES.includes(match) && (match === 'regex' ? groupsOf(name) !== undefined : isPart(name));
}

/**
 * Whether CoreDNS accepts a name and its replacement, where `{1}` is a group of the name. CoreDNS also counts the
 * groups in use.
 */
function replaces(match: string, from: string, to: string): boolean {
  if (to === undefined || !matches(match, from)) return false;
  if (match !== 'regex') return isPart(to);
  const used = new Set([...to.matchAll(/\{(\d+)\}/g)].map(([, group]) => Number(group)));
  const groups = Number(groupsOf(from));
  return isPart(to.replace(/\{(0|[1-9]\d?)\}/g, 'x')) && Math.max(used.size, ...used) <= groups;
}

/** A part of a domain may begin or end within a label, or with a dot. */
function isPart(text: string): boolean {
  const part = text.replace(/^\./, '').replace(/\.$/, '');
  return part.length <= 253 && part.split('.').every((label) => /^[\w-]{1,63}$/.test(label));
}

/** Whether the arguments are `answer auto`, or one or more of `answer name FROM TO` and `answer value FROM TO`. */
function answersFit(answers: readonly string[]): boolean {
  if (answers.length === 0 || `${answers}` === 'answer,auto') return true;
  const [answer, kind, from, to] = answers;
  return (
    answer === 'answer' &&
    ['name', 'value'].includes(kind) &&
    replaces('regex', from ?? '(', to) &&
    answersFit(answers.slice(4))
  );
}

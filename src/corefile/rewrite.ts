import { type Arguments, anyCase, domain, number, rcode, recordClass, recordType } from './arguments';
import { groupsOf } from './go-text';

const MATCHES = ['exact', 'prefix', 'suffix', 'substring', 'regex'];

/** `rewrite`, whose arguments depend on each other. Those in braces are taken for one line, as CoreDNS does it. */
export const REWRITE: Arguments = {
  usage: '[continue|stop] name|class|type|ttl|cname|rcode|edns0 [exact|prefix|suffix|substring|regex] FROM TO',
  accepts: (args) => {
    const [field = '', ...rest] = ['continue', 'stop'].includes(args[0]) ? args.slice(1) : args;
    return Object.hasOwn(FIELDS, field) && FIELDS[field](rest);
  },
};

const FIELDS: Readonly<Record<string, (args: readonly string[]) => boolean>> = {
  class: (args) => args.length === 2 && args.every(anyCase(recordClass)),
  type: (args) => args.length === 2 && args.every(anyCase(recordType)),
  name: (args) => {
    const [match, from, to, ...answers] = withMatch(args, 2);
    return replaces(match, from, to) && answersFit(answers);
  },
  ttl: (args) => matched(args, 1, ([ttl]) => number(0)(ttl) || /^(\d+-\d*|-\d+)$/.test(ttl)),
  cname: (args) => {
    const [match, from, to, ...more] = withMatch(args, 2);
    return more.length === 0 && replaces(match, from, to);
  },
  rcode: (args) => matched(args, 2, (codes) => codes.every(anyCase(rcode))),
  edns0: ([type, action, ...values]) => {
    const given = values.at(-1) === 'revert' ? values.slice(0, -1) : values;
    if (!['append', 'replace', 'set'].includes(action)) return false;
    if (type === 'nsid') return given.length === 0;
    if (type === 'local')
      return given.length === 2 && /^0x[\da-fA-F]{1,4}$/.test(given[0]) && /^0x([\da-fA-F]{2})+$/.test(given[1]);
    return type === 'subnet' && given.length === 2 && number(0, 32)(given[0]) && number(0, 128)(given[1]);
  },
};

/** Arguments whose first one, the way to match, may be missing: there are so many without it. */
function withMatch(args: readonly string[], without: number): readonly string[] {
  return args.length === without ? ['exact', ...args] : args;
}

/** `[MATCH] NAME` and so many values behind it. */
function matched(args: readonly string[], values: number, accepts: (values: readonly string[]) => boolean): boolean {
  const [match, name, ...rest] = withMatch(args, values + 1);
  return rest.length === values && matches(match, name) && accepts(rest);
}

function matches(match: string, name: string): boolean {
  return MATCHES.includes(match) && (match === 'regex' ? groupsOf(name) !== undefined : isPart(name));
}

/** `{1}` in what replaces stands for a group of what is replaced. */
function replaces(match: string, from: string, to: string): boolean {
  if (to === undefined || !matches(match, from)) return false;
  if (match !== 'regex') return isPart(to);
  const used = [...to.matchAll(/\{(\d+)\}/g)].map(([, group]) => Number(group));
  return isPart(to.replace(/\{\d+\}/g, 'x')) && Math.max(0, ...used) <= Number(groupsOf(from));
}

/** A part of a domain may begin or end with a dot. */
function isPart(text: string): boolean {
  return domain(text.replace(/^\./, ''));
}

/** `answer auto`, or `answer name FROM TO` and `answer value FROM TO`, one or more. */
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

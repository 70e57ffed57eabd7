import type { Fits } from './arguments';

/** How many groups a regular expression of Go's has; undefined for one that Go refuses, as far as we can tell. */
export function groupsOf(expression: string): number | undefined {
  // Go has neither looks around nor references, and writes the names of groups and its flags in ways of its own.
  if (/\(\?<?[=!]|\\[1-9k]/.test(expression)) return undefined;
  const here = expression
    .replaceAll('(?P<', '(?<')
    .replace(/\(\?[imsU]+(-[imsU]+)?(:|\))/g, (_, __, end) => (end === ':' ? '(?:' : ''));
  try {
    return (new RegExp(`${here}|`).exec('') as RegExpExecArray).length - 1;
  } catch {
    return undefined;
  }
}
export const regularExpression: Fits = (text) => groupsOf(text) !== undefined;

const OPENS = ['if', 'range', 'with'];
const FUNCTIONS = 'and or not len index slice print printf println eq ne lt le gt ge html js urlquery parseInt'.split(
  ' ',
);
const WORDS = [...OPENS, 'else', 'end', 'true', 'false', 'nil', ...FUNCTIONS];
const ACTION = /\{\{((?:(?!\{\{|\}\}).)+)\}\}/g;

/** Go's text/template, as far as we can tell: actions of fields, numbers and known words, and an end for each that opens. */
export const goTemplate: Fits = (text) => {
  const words = [...text.matchAll(ACTION)].flatMap(([, action]) =>
    action
      .replace(/"[^"]*"|`[^`]*`/g, '1')
      .replace(/^-|-$/g, '')
      .split(/[\s()|,]+/)
      .filter((word) => word !== ''),
  );
  const count = (some: readonly string[]) => words.filter((word) => some.includes(word)).length;
  return (
    text !== '' &&
    !/\{\{|\}\}/.test(text.replace(ACTION, '')) &&
    words.every((word) => WORDS.includes(word) || /^(:?=|\d+|(\$\w*)?(\.[A-Za-z_]\w*)+|\$\w*|\.)$/.test(word)) &&
    count(OPENS) === count(['end'])
  );
};

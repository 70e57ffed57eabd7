import { Fault } from './problems';

// cdk8s writes strings without quotes where it can. kubectl's YAML reader takes these for numbers.
const NUMBER = /^[-+]?(0[oOxXbB][0-9a-fA-F]+|(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?)$/;
// kubectl's YAML reader refuses a control character. The other characters begin a new line for it, so that a value
// could write keys of its own.
const BREAK = /(?![\t\n])[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}\ufeff]/u;
// cdk8s writes several lines as a block, and kubectl refuses a block whose first character is a tab.
const TAB = /^\n*\t/;

/** Refuses a string that a reader of the YAML would take for another value, or for more than one. */
export function inert(text: string): string {
  if (NUMBER.test(text.replaceAll('_', '')) && /_|^[-+]?0[oOXB]/.test(text)) {
    throw new Fault('would be read as a number', 'write it another way');
  }
  if (BREAK.test(text)) throw new Fault('has a character that YAML cannot hold', 'write tabs and \\n only');
  if (TAB.test(text) && text.includes('\n')) {
    throw new Fault('has several lines and begins with a tab, which kubectl cannot read', 'begin with spaces');
  }
  return text;
}

/** The same for a key of an object. */
export function inertKey(key: string): string {
  if (key === 'constructor') throw new Fault('is a key that cdk8s cannot write', 'write another key');
  if (key === '<<') throw new Fault('is a key that YAML takes for the merge of another object', 'write another key');
  return inert(key);
}

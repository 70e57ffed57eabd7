import { Fault } from '../input/problems';

/** Whether CoreDNS reads a token without quotes as the same token. */
export function isPlain(token: string): boolean {
  return /^[\x21-\x7e]+$/.test(token) && !token.startsWith('"') && !token.includes('#');
}

/**
 * Refuses a token that CoreDNS would read as another one. CoreDNS reads braces as braces even in quotes, replaces
 * `{$NAME}` and `{%NAME%}` by environment variables, and knows no escape but `\"`.
 */
export function checkToken(token: string) {
  const refuse = (reason: string) => {
    throw new Fault(`${JSON.stringify(token)} ${reason}`, 'write it another way');
  };
  if (!/^[\x20-\x7e\t]*$/.test(token)) refuse('has a line break, a control or a non-ASCII character');
  if (token === '{' || token === '}') refuse('would be read as the brace of a block');
  if (token.includes('{$') || token.includes('{%')) refuse('would be replaced by an environment variable');
  if (!isPlain(token) && (token.endsWith('\\') || token.includes('\\"'))) refuse('cannot be put into quotes');
}

export function writeToken(token: string): string {
  checkToken(token);
  return isPlain(token) ? token : `"${token.replaceAll('"', '\\"')}"`;
}

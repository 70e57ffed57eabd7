import { Fault, located } from '../input/problems';
import { checkToken } from './token';
import type { Corefile, Directive, ServerBlock } from './tree';

const OPEN = Symbol('{');
const CLOSE = Symbol('}');
type Token = string | typeof OPEN | typeof CLOSE;

/** A line with tokens, and its number. */
interface Line {
  readonly number: number;
  readonly tokens: readonly Token[];
}

/**
 * Reads the part of the Corefile language that has one meaning only. The `{` of a block ends its line, and its `}` is
 * alone on a line. Nothing is imported, defined or taken from the environment. Everything else is an error that names
 * the line.
 */
export function parseCorefile(text: string): Corefile {
  const lines = new Lines(text);
  const blocks: ServerBlock[] = [];
  for (let line = lines.next(); line; line = lines.next()) blocks.push(serverBlock(line, lines));
  return blocks;
}

/** Reads the directives of a server block, without the block. */
export function parseDirectives(text: string): readonly Directive[] {
  return directives(new Lines(text), 'the end');
}

function serverBlock(line: Line, lines: Lines): ServerBlock {
  const keys = texts(line, line.tokens.slice(0, -1));
  if (line.tokens.at(-1) !== OPEN || keys.length === 0) {
    throw fault(line, 'a server block must begin with its zones and end the line with {');
  }
  if (keys.at(-1)?.endsWith(',')) throw fault(line, 'a , must be followed by another zone');
  return { keys: keys.map((key) => key.replace(/,$/, '')), directives: directives(lines, '}') };
}

/** Reads directives up to a closing brace or the end of the text. An option in a directive's braces has no braces. */
function directives(lines: Lines, until: '}' | 'the end', areOptions = false): Directive[] {
  const found: Directive[] = [];
  for (let line = lines.next(); line; line = lines.next()) {
    if (line.tokens.length === 1 && line.tokens[0] === CLOSE) {
      if (until !== '}') throw fault(line, 'a } closes nothing');
      return found;
    }
    const opens = line.tokens.at(-1) === OPEN;
    const [name, ...args] = texts(line, opens ? line.tokens.slice(0, -1) : line.tokens);
    if (name === undefined) throw fault(line, 'a { must follow a name on its line');
    if (name === 'import') throw fault(line, '`import` would bring in text that nothing has checked');
    if (opens && areOptions) throw fault(line, `\`${name}\` is an option, which takes no braces`);
    found.push(opens ? { name, args, block: directives(lines, '}', true) } : { name, args });
  }
  if (until === '}') throw new Fault('a { is never closed', 'put a } on a line of its own');
  return found;
}

function texts(line: Line, tokens: readonly Token[]): string[] {
  return tokens.map((token) => {
    if (typeof token !== 'string') throw fault(line, 'a { must end its line, and a } must stand alone on one');
    return token;
  });
}

class Lines {
  private readonly lines: readonly string[];
  private index = 0;

  constructor(text: string) {
    this.lines = text.split(/\r?\n/);
  }

  /** The next line that is neither empty nor a comment. */
  next(): Line | undefined {
    while (this.index < this.lines.length) {
      const text = this.lines[this.index++];
      const line = { number: this.index, tokens: tokenize(text, this.index) };
      if (line.tokens.length > 0) return line;
    }
    return undefined;
  }
}

function tokenize(text: string, number: number): Token[] {
  const tokens: Token[] = [];
  let rest = text.trimStart();
  while (rest !== '' && !rest.startsWith('#')) {
    const [raw, token] = rest.startsWith('"') ? quoted(rest, number) : bare(rest, number);
    tokens.push(token);
    rest = rest.slice(raw.length);
    if (raw.startsWith('"') && /^\S/.test(rest)) throw at(number, 'a quoted text must be followed by a space');
    rest = rest.trimStart();
  }
  return tokens;
}

function bare(text: string, number: number): [raw: string, token: Token] {
  const raw = (/^\S+/.exec(text) as RegExpExecArray)[0];
  if (raw === '{') return [raw, OPEN];
  if (raw === '}') return [raw, CLOSE];
  if (raw.includes('#')) throw at(number, 'a # must have a space before it, or the text must stand in quotes');
  return [raw, checked(raw, number)];
}

function quoted(text: string, number: number): [raw: string, token: Token] {
  const match = /^"((?:[^"\\]|\\.)*)"/.exec(text);
  if (!match) throw at(number, 'a " is never closed');
  return [match[0], checked(match[1].replaceAll('\\"', '"'), number)];
}

function checked(token: string, number: number): string {
  located(`line ${number}:`, () => checkToken(token));
  return token;
}

function fault(line: Line, reason: string): Fault {
  return at(line.number, reason);
}

function at(number: number, reason: string): Fault {
  return new Fault(`line ${number}: ${reason}`, 'write it as CoreDNS documents the Corefile, one directive a line');
}

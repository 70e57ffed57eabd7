import { requires, unlessRefused } from './refusal';

/** The functions that a template of the plugin `template` may call: Go's own, and one of CoreDNS's. */
const FUNCTIONS = new Set(
  'and call eq ge gt html index js le len lt ne not or parseInt print printf println slice urlquery'.split(' '),
);
const KEYWORDS = new Set('block break continue define else end if range template with'.split(' '));
const CONTROLS = ['if', 'range', 'with'];
const MAX_DEPTH = 100;

// A word, a field or a number ends before one of these.
const ENDS = '(?=[ \\t.,|:()]|\\}\\})';
const CHARACTER = '\\\\(?:[abfnrtv\\\\]|x[\\da-fA-F]{2}|[0-3][0-7]{2}|u(?![dD][89a-fA-F])[\\da-fA-F]{4})';
const EXPONENT = '[eE][+-]?\\d{1,2}';
/** The kinds of tokens; the first one that fits counts. Literals are a safe part of Go's, which has more numbers. */
const TOKENS: readonly (readonly [kind: string, pattern: RegExp])[] = Object.entries({
  'the end': '(?:[ \\t]-)?\\}\\}',
  space: '[ \\t]',
  number: `[+-]?(?:(?:\\d+\\.?\\d*|\\.\\d+)${EXPONENT}|\\d+\\.\\d*|\\.\\d+|0[xX][\\da-fA-F]{1,15}|0|[1-9]\\d{0,17})${ENDS}`,
  character: `'(?:[^'\\\\]|\\\\'|${CHARACTER})'`,
  word: `[A-Za-z_]\\w*${ENDS}`,
  variable: `\\$\\w*${ENDS}`,
  field: `\\.[A-Za-z_]\\w*${ENDS}`,
  dot: `\\.${ENDS}`,
  string: `"(?:[^"\\\\]|\\\\"|${CHARACTER})*"|\`[^\`]*\``,
  declares: ':=',
  sign: '[=,|()]',
}).map(([kind, pattern]) => [kind, new RegExp(pattern, 'y')] as const);

const OPENS = /\{\{(?:-[ \t])?/y;
const COMMENT = /\{\{(?:-[ \t])?\/\*(?:(?!\*\/).)*\*\/(?:[ \t]-)?\}\}/y;

interface Token {
  readonly kind: string;
  readonly text: string;
}

/** An `if`, `range` or `with` that waits for its end. */
interface Open {
  readonly word: string;
  /** The number of variables before the block, and the number with those of its own pipeline. */
  readonly outside: number;
  inside: number;
  hasElse: boolean;
}

/** Whether Go's text/template accepts a string, as a template that neither defines nor calls others. */
export function goTemplate(text: string): boolean {
  return text !== '' && unlessRefused(() => new GoTemplate().read(actionsOf(text))) !== undefined;
}

/** The tokens of each action. The last token of an action is its end. */
function actionsOf(text: string): Token[][] {
  const actions: Token[][] = [];
  for (let at = text.indexOf('{{'); at >= 0; at = text.indexOf('{{', at)) {
    const comment = matchAt(COMMENT, text, at);
    at += (comment ?? (matchAt(OPENS, text, at) as string)).length;
    if (comment) continue;
    const action: Token[] = [];
    do {
      const token = tokenAt(text, at);
      requires(token);
      action.push(token);
      at += token.text.length;
    } while (action.at(-1)?.kind !== 'the end');
    actions.push(action);
  }
  return actions;
}

function tokenAt(text: string, at: number): Token | undefined {
  for (const [kind, pattern] of TOKENS) {
    const found = matchAt(pattern, text, at);
    if (found === undefined) continue;
    if (kind === 'word' && KEYWORDS.has(found)) return { kind: 'keyword', text: found };
    return { kind: ['declares', 'sign'].includes(kind) ? found : kind, text: found };
  }
  return undefined;
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** Accepts what Go's text/template/parse accepts, but for variables that would not exist at run time. */
class GoTemplate {
  private tokens: readonly Token[] = [];
  private at = 0;
  private depth = 0;
  private readonly variables = ['$'];
  private readonly open: Open[] = [];

  read(actions: readonly Token[][]): this {
    for (const tokens of actions) {
      [this.tokens, this.at] = [tokens, 0];
      this.action();
    }
    requires(this.open.length === 0);
    return this;
  }

  private action() {
    const word = this.keyword();
    if (word === undefined) this.pipeline('the end');
    else if (CONTROLS.includes(word)) this.opens(word);
    else if (word === 'else') this.else();
    else if (word === 'end') this.end();
    else {
      requires(['break', 'continue'].includes(word));
      requires(this.open.some((block) => block.word === 'range' && !block.hasElse));
      this.expect('the end');
    }
  }

  private opens(word: string) {
    const outside = this.variables.length;
    this.pipeline('the end', word);
    this.open.push({ word, outside, inside: this.variables.length, hasElse: false });
  }

  private else() {
    const block = this.open.at(-1);
    requires(block && !block.hasElse);
    this.variables.length = block.inside;
    const next = this.keyword();
    if (next === undefined) {
      this.expect('the end');
      block.hasElse = true;
      return;
    }
    // `else if` needs no `end` of its own: it shares that of the first `if`.
    requires(next === block.word && next !== 'range');
    this.pipeline('the end');
    block.inside = this.variables.length;
  }

  private end() {
    const block = this.open.pop();
    requires(block);
    this.variables.length = block.outside;
    this.expect('the end');
  }

  private pipeline(until: string, context?: string) {
    const declared = this.declared(context);
    for (let first = true; first || this.takeKind('|'); first = false) {
      const kind = this.command();
      // Only a function, or a value that may be one, can follow a pipe.
      requires(first || ['word', 'variable', 'field', '('].includes(kind));
    }
    this.expect(until);
    this.variables.push(...declared);
  }

  /** The variables before `:=`, or none. The variable before `=` must exist already. */
  private declared(context?: string): string[] {
    const from = this.at;
    const names: string[] = [];
    for (let variable = this.takeKind('variable'); variable; variable = this.takeKind('variable')) {
      names.push(variable.text);
      if (this.takeKind(':=')) return names;
      if (this.takeKind('=')) {
        requires(names.every((name) => this.variables.includes(name)));
        return [];
      }
      if (!this.takeKind(',')) break;
      requires(context === 'range' && names.length === 1);
    }
    this.at = from;
    return [];
  }

  /** Reads one or more operands with spaces between them. Returns the kind of the first. */
  private command(): string {
    this.skipSpaces();
    const first = this.operand();
    while (this.tokens[this.at]?.kind === 'space') {
      this.skipSpaces();
      if (!['|', ')', 'the end'].includes(this.tokens[this.at].kind)) this.operand();
    }
    return first;
  }

  private operand(): string {
    const { kind, text } = this.tokens[this.at++];
    if (kind === '(') this.parenthesized();
    else if (kind === 'variable') requires(this.variables.includes(text));
    else requires(['field', 'dot', 'number', 'character', 'string'].includes(kind) || kind === 'word');
    const isConstant = kind === 'word' && ['true', 'false', 'nil'].includes(text);
    if (kind === 'word' && !isConstant) requires(FUNCTIONS.has(text));
    const canHaveFields = !isConstant && ['(', 'variable', 'field', 'word'].includes(kind);
    while (canHaveFields && this.tokens[this.at]?.kind === 'field') this.at++;
    return isConstant ? 'constant' : kind;
  }

  private parenthesized() {
    requires(++this.depth <= MAX_DEPTH);
    this.pipeline(')');
    this.depth--;
  }

  private keyword(): string | undefined {
    return this.takeKind('keyword')?.text;
  }

  private expect(kind: string) {
    requires(this.takeKind(kind));
  }

  private takeKind(kind: string): Token | undefined {
    this.skipSpaces();
    return this.tokens[this.at]?.kind === kind ? this.tokens[this.at++] : undefined;
  }

  private skipSpaces() {
    while (this.tokens[this.at]?.kind === 'space') this.at++;
  }
}

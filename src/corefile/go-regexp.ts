import { requires, unlessRefused } from './refusal';

/** The categories and scripts that every release of Go knows. Names of newer Unicode, and aliases, are left out. */
const UNICODE = new Set(
  `Any C Cc Cf Co Cs L Ll Lm Lo Lt Lu M Mc Me Mn N Nd Nl No P Pc Pd Pe Pf Pi Po Ps S Sc Sk Sm So Z Zl Zp Zs
  Adlam Ahom Arabic Armenian Avestan Balinese Bamum Batak Bengali Bhaiksuki Bopomofo Brahmi Braille Buginese Buhid
  Carian Chakma Cham Cherokee Common Coptic Cuneiform Cypriot Cyrillic Deseret Devanagari Dogra Duployan Elbasan
  Ethiopic Georgian Glagolitic Gothic Grantha Greek Gujarati Gurmukhi Han Hangul Hanunoo Hatran Hebrew Hiragana
  Inherited Javanese Kaithi Kannada Katakana Kharoshthi Khmer Khojki Khudawadi Lao Latin Lepcha Limbu Lisu Lycian
  Lydian Mahajani Makasar Malayalam Mandaic Manichaean Marchen Medefaidrin Miao Modi Mongolian Mro Multani Myanmar
  Nabataean Newa Nko Nushu Ogham Oriya Osage Osmanya Palmyrene Phoenician Rejang Runic Samaritan Saurashtra Sharada
  Shavian Siddham Sinhala Sogdian Soyombo Sundanese Syriac Tagalog Tagbanwa Takri Tamil Tangut Telugu Thaana Thai
  Tibetan Tifinagh Tirhuta Ugaritic Vai Yi`.split(/\s+/),
);
const POSIX = /\[:\^?(?:alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|word|xdigit):\]/y;
const UNICODE_CLASS = /\\[pP](?:\{\^?(\w+)\}|([A-Z]))/y;
const PERL_CLASS = /\\[dDsSwW]/y;
const ESCAPE = /\\(?:([^A-Za-z0-9])|([1-7][0-7]{1,2}|0[0-7]{0,2})|x([\da-fA-F]{2})|x\{([\da-fA-F]+)\}|([afnrtv]))/y;
const ASSERTION = /\\[AbBz]/y;
const QUOTED = /\\Q(.*?)(?:\\E|$)/y;
const GROUP = /\((?:\?[imsU]*(?:-[imsU]+)?:|\?P?<\w+>|(?!\?))/y;
const FLAGS = /\(\?[imsU]*(?:-[imsU]+)?\)/y;
const REPEAT = /(?:([*+?])|\{(0|[1-9]\d*)(?:(,)(0|[1-9]\d*)?)?\})\??/y;
const ANY_CHARACTER = /[\s\S]/y;
const CONTROLS: Record<string, number> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };

// Go's limits for what an expression compiles to. The last two are limits of this package, well within Go's.
const MAX_COPIES = 1000;
const MAX_SIZE = 3_300_000;
const MAX_HEIGHT = 990;
const MAX_LENGTH = 15_000;
const MAX_DEPTH = 100;

/** Go's measures of a part of an expression: its copies by repeats, its instructions, and the height of its tree. */
interface Part {
  readonly copies: number;
  readonly size: number;
  readonly height: number;
}

const ATOM: Part = { copies: 1, size: 1, height: 1 };

/** The number of groups in a regular expression; undefined for an expression that Go refuses. */
export function groupsOf(expression: string): number | undefined {
  return unlessRefused(() => new GoRegexp(expression).countGroups());
}

export function regularExpression(text: string): boolean {
  return groupsOf(text) !== undefined;
}

/** Accepts what Go's regexp/syntax accepts. In doubt, such as at a repeat behind `(?i)`, this class refuses. */
class GoRegexp {
  private groups = 0;
  private at = 0;

  constructor(private readonly text: string) {}

  countGroups(): number {
    requires(this.text.length <= MAX_LENGTH && /^[\x20-\x7e\t]*$/.test(this.text));
    this.alternatives(0);
    requires(this.at === this.text.length);
    return this.groups;
  }

  private alternatives(depth: number): Part {
    requires(depth <= MAX_DEPTH);
    const all: (Part & { readonly length: number })[] = [];
    do all.push(this.sequence(depth));
    while (this.take(/\|/y));
    const longest = Math.max(...all.map(({ length }) => length));
    // Go takes out the beginnings that alternatives share, which makes the tree higher.
    return checked({
      copies: Math.max(...all.map(({ copies }) => copies)),
      size: all.reduce((sum, { size }) => sum + size + 1, 0),
      height: 1 + Math.max(...all.map(({ height }) => height)) + 3 * Math.min(all.length - 1, longest),
    });
  }

  private sequence(depth: number): Part & { readonly length: number } {
    let [copies, size, height, length] = [1, 1, 1, 0];
    while (this.at < this.text.length && !'|)'.includes(this.text[this.at])) {
      const part = this.repeated(this.item(depth));
      copies = Math.max(copies, part.copies);
      size += part.size;
      height = Math.max(height, 1 + part.height);
      length += part.size;
    }
    return { ...checked({ copies, size, height }), length };
  }

  /** A part of a sequence; undefined for one that cannot be repeated. */
  private item(depth: number): Part | undefined {
    if (this.take(FLAGS)) return undefined;
    const group = this.take(GROUP);
    if (group) {
      if (!group[0].endsWith(':')) this.groups++;
      const { copies, size, height } = this.alternatives(depth + 1);
      requires(this.take(/\)/y));
      return { copies, size: size + 2, height: height + 1 };
    }
    const quoted = this.take(QUOTED);
    if (quoted) return quoted[1] === '' ? undefined : { ...ATOM, size: quoted[1].length };
    if (this.take(/\[/y)) {
      this.bracketed();
    } else if (!this.take(ASSERTION) && !this.class()) {
      requires(!isRepeat(this.text, this.at) && this.text[this.at] !== '(');
      this.character();
    }
    return ATOM;
  }

  private repeated(part: Part | undefined): Part {
    const repeat = this.take(REPEAT);
    if (!repeat) return part ?? ATOM;
    requires(part);
    const { copies, size, height } = part;
    const [, operator, least, comma, most] = repeat;
    if (operator) return { copies, size: size + 2, height: height + 1 };
    const min = Number(least);
    const max = most === undefined ? min : Number(most);
    requires(min <= max && max <= MAX_COPIES);
    const times = comma && most === undefined ? Math.max(1, min) : max;
    // A part that is repeated zero times counts as one copy. Its content does not count.
    const all = times === 0 ? 1 : times * copies;
    requires(all <= MAX_COPIES);
    return checked({ copies: all, size: times * (size + 1) + 2, height: height + 1 });
  }

  private bracketed() {
    this.take(/\^/y);
    for (let first = true; first || !this.take(/\]/y); first = false) {
      const hasName = this.text.startsWith('[:', this.at) && this.text.includes(':]', this.at + 2);
      if (hasName) requires(this.take(POSIX));
      else if (!this.class()) this.range();
    }
  }

  private range() {
    const low = this.character();
    if (!this.take(/-(?=[^\]])/y)) return;
    requires(low <= this.character());
  }

  /** `\d` or `\p{Greek}`, in brackets or not. */
  private class(): boolean {
    if (this.take(PERL_CLASS)) return true;
    const name = this.take(UNICODE_CLASS);
    if (name) requires(UNICODE.has(name[1] ?? name[2]));
    return name !== undefined;
  }

  /** One character, escaped or not, as its number. */
  private character(): number {
    if (this.text[this.at] !== '\\') return this.required(ANY_CHARACTER)[0].charCodeAt(0);
    const [, itself, octal, hex, digits, control] = this.required(ESCAPE);
    if (itself) return itself.charCodeAt(0);
    if (control) return CONTROLS[control];
    const code = octal ? Number.parseInt(octal, 8) : Number.parseInt(hex ?? digits, 16);
    requires(code <= 0x10ffff);
    return code;
  }

  private take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (!match) return undefined;
    this.at = pattern.lastIndex;
    return match;
  }

  private required(pattern: RegExp): RegExpExecArray {
    const match = this.take(pattern);
    requires(match);
    return match;
  }
}

/** Whether there is a repeat at this place, even one without a meaning. */
function isRepeat(text: string, at: number): boolean {
  REPEAT.lastIndex = at;
  return REPEAT.test(text);
}

function checked(part: Part): Part {
  requires(part.size <= MAX_SIZE && part.height <= MAX_HEIGHT);
  return part;
}

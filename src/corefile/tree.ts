/** One line of a server block, with the lines in its braces if it has any. */
export interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  readonly block?: readonly Directive[];
}

/** A server block: the zones that it serves, and what answers for them. */
export interface ServerBlock {
  readonly keys: readonly string[];
  readonly directives: readonly Directive[];
}

export type Corefile = readonly ServerBlock[];

export function directive(name: string, args: readonly string[] = [], block?: readonly Directive[]): Directive {
  return block ? { name, args, block } : { name, args };
}

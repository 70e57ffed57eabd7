import { writeToken } from './token';
import type { Corefile, Directive, ServerBlock } from './tree';

const INDENT = '    ';
// node-cache finds `force_tcp` by comparing strings with exactly this indentation (its configmap.go).
const INNER_INDENT = INDENT.repeat(2);

export function writeCorefile(corefile: Corefile): string {
  return corefile.map(writeServerBlock).join('');
}

function writeServerBlock(block: ServerBlock): string {
  return `${block.keys.map(writeToken).join(' ')} {\n${writeDirectives(block.directives, INDENT)}}\n`;
}

function writeDirectives(directives: readonly Directive[], indent: string): string {
  return directives.map((line) => writeDirective(line, indent)).join('');
}

function writeDirective({ name, args, block }: Directive, indent: string): string {
  const line = indent + [name, ...args].map(writeToken).join(' ');
  return block ? `${line} {\n${writeDirectives(block, indent + INNER_INDENT)}${indent}}\n` : `${line}\n`;
}

import { Fault } from '../input/problems';
import { zoneOfKey } from './extra';
import { withMatch, withoutMode } from './rewrite';
import { writeToken } from './token';
import type { Corefile, Directive } from './tree';

/** The domains at the end of the names of a `rewrite name`: of the name that it replaces, and of the new name. */
interface Rule {
  readonly from?: string;
  readonly to?: string;
}

/**
 * Refuses a `rewrite name` into a zone of another server block. CoreDNS chooses the block before it rewrites, so the
 * query would stay in its block and go to servers that do not know the name.
 * @param keys the keys of the extra server block with the directives; undefined for the blocks of this package
 */
export function checkRewriteTargets(directives: readonly Directive[], corefile: Corefile, keys?: readonly string[]) {
  const zones = new Map(
    corefile.flatMap(({ keys, directives }) => keys.map((key) => [zoneOfKey(key), serversOf(directives)] as const)),
  );
  const zoneOf = (name: string) => [...zones.keys()].filter((zone) => isIn(name, zone)).sort(byLength)[0];
  for (const line of directives.filter(({ name }) => name === 'rewrite')) {
    const { from, to } = ruleOf(line);
    const own = keys?.map(zoneOfKey) ?? (from === undefined ? [] : [zoneOf(from)]);
    const target = to === undefined ? '.' : zoneOf(to);
    if (own.length === 0 || own.includes(target) || target === '.') continue;
    const [asked, knowing] = [zones.get(own[0]) as string[], zones.get(target) as string[]];
    // The cluster's DNS may know names of any zone.
    const known = [...knowing, ...serversOf(corefile[0].directives)];
    if (asked.length === 0 || asked.some((server) => known.includes(server))) continue;
    throw new Fault(
      `\`${textOf(line)}\` asks for a name in ${target}, and the question stays in the block of ${own[0]}, where nothing knows it`,
      fixOf(line, keys ? undefined : from, knowing, target),
    );
  }
}

function fixOf(line: Directive, zone: string | undefined, servers: readonly string[], target: string): string {
  if (servers.length === 0) return `write the rule and the records of ${target} in one server block with both zones`;
  const forward = `forward . ${servers.join(' ')}`;
  if (zone === undefined) return `write \`${forward}\` in its block, as ${target} has it`;
  const lines = [`${zone} {`, textOf(line), 'cache 30', forward, '}'].map((text) => `\`${text}\``);
  return `write a zone of its own in extraServerBlocks, a line each: ${lines.join(' ')}`;
}

function textOf({ name, args, block = [] }: Directive): string {
  return [name, ...args, ...block.flatMap((option) => [option.name, ...option.args])].map(writeToken).join(' ');
}

function ruleOf({ args, block = [] }: Directive): Rule {
  const all = [...args, ...block.flatMap((option) => [option.name, ...option.args])];
  const [field, ...rest] = withoutMode(all);
  const [match, from, to] = withMatch(rest, 2);
  if (field !== 'name') return {};
  if (match === 'regex') return { from: endOfExpression(from), to: endOfReplacement(to) };
  return ['exact', 'suffix'].includes(match) ? { from: plain(from), to: plain(to) } : {};
}

/**
 * The domain at the end of an expression: `x.example` of `(.*)[.]x[.]example[.]$`. Undefined if none is plain to see.
 */
function endOfExpression(expression: string): string | undefined {
  const dotted = expression.replace(/\$$/, '').replace(/\\\.|\[\.\]/g, '\n');
  const end = /(?:^\^?|\n)([\w-]+(?:\n[\w-]+)+)\n?$/.exec(dotted)?.[1];
  return end?.replaceAll('\n', '.').toLowerCase();
}

/** The domain at the end of a replacement: `x.example` of `{1}.x.example`. */
function endOfReplacement(text: string): string | undefined {
  const end = text.slice(text.lastIndexOf('}') + 1);
  return end === text || end.startsWith('.') ? plain(end) : undefined;
}

function plain(part: string): string {
  return part.replace(/^\./, '').replace(/\.$/, '').toLowerCase();
}

function serversOf(directives: readonly Directive[]): string[] {
  return directives.filter(({ name }) => name === 'forward').flatMap(({ args }) => args.slice(1));
}

function isIn(name: string, zone: string): boolean {
  return zone === '.' || name === zone || name.endsWith(`.${zone}`);
}

function byLength(one: string, other: string): number {
  return other.length - one.length;
}

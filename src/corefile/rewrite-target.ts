import { smallestZone } from '../input/domain';
import { Fault } from '../input/problems';
import { parseUpstream, upstreamText } from '../zones/upstream';
import { UPSTREAM_SERVERS } from './check';
import { withMatch, withoutMode } from './rewrite';
import { writeToken } from './token';
import type { Corefile, Directive } from './tree';
import { zoneOfKey } from './zone-key';

/** The node's servers, in a block of this package and of a user. */
const NODE_SERVERS = [UPSTREAM_SERVERS, '/etc/resolv.conf'];

/** The domains at the end of the names of a `rewrite name`: of the name that it replaces, and of the new name. */
interface Rule {
  readonly from?: string;
  readonly to?: string;
}

/**
 * Refuses a `rewrite name` into a zone of another server block. CoreDNS chooses the block before it rewrites, so the
 * query would stay in its block and go to servers that do not know the name.
 * @param keys the keys of the server block with the directives; undefined for all blocks of this package
 * @param fixOf the fix, for servers that know the new name
 */
export function checkRewriteTargets(
  directives: readonly Directive[],
  corefile: Corefile,
  keys?: readonly string[],
  fixOf: (directives: readonly Directive[], target: string, clusterDns: readonly string[]) => string = fixInBlock,
) {
  const blocks = new Map(
    corefile.flatMap(({ keys, directives }) => keys.map((key) => [zoneOfKey(key), directives] as const)),
  );
  // The root has every name.
  const zoneOf = (name: string) => smallestZone(name, [...blocks.keys()]) as string;
  const clusterDns = serversOf(corefile[0].directives);
  for (const line of directives.filter(({ name }) => name === 'rewrite')) {
    const { from, to } = ruleOf(line);
    const own = keys?.map(zoneOfKey) ?? (from === undefined ? [] : [zoneOf(from)]);
    const target = to === undefined ? '.' : zoneOf(to);
    if (own.length === 0 || own.includes(target) || target === '.') continue;
    const knowing = blocks.get(target) as readonly Directive[];
    const asked = serversOf(blocks.get(own[0]) as readonly Directive[]);
    // The cluster's DNS may know names of any zone.
    const known = [...serversOf(knowing), ...clusterDns];
    if (asked.length === 0 || asked.some((server) => known.includes(server))) continue;
    throw new Fault(
      `\`${textOf(line)}\` asks for a name in ${target}, and the question stays in the block of ${own[0]}, where nothing knows it`,
      serversOf(knowing).length === 0
        ? `write the rule and the records of ${target} in one server block of extraServerBlocks with both zones`
        : keys
          ? fixOf(knowing, target, clusterDns)
          : `write zones: { '${from}': Zone.of({ forward: ${forwardTo(knowing, clusterDns)}, extraPlugins: '${textOf(line)}' }) }`,
    );
  }
}

function fixInBlock(directives: readonly Directive[], target: string): string {
  return `write \`forward . ${serversOf(directives).join(' ')}\` in its block, as ${target} has it`;
}

/** The fix for a rule in a zone of the prop `zones`. */
export function fixInZone(directives: readonly Directive[], target: string, clusterDns: readonly string[]): string {
  return `write forward: ${forwardTo(directives, clusterDns)} in its zone, as ${target} has it, or a smaller zone for the name`;
}

function forwardTo(directives: readonly Directive[], clusterDns: readonly string[]): string {
  const servers = serversOf(directives);
  if (servers.some((server) => clusterDns.includes(server))) return 'Forward.toClusterDns()';
  if (servers.some((server) => NODE_SERVERS.includes(server))) return 'Forward.toNodeResolvers()';
  const options = directives.flatMap(({ name, block = [] }) => (name === 'forward' ? block : []));
  const serverName = options.find(({ name }) => name === 'tls_servername')?.args[0];
  const named = servers.map((server) =>
    server.startsWith('tls://') ? withName(server, serverName) : server.replace(/^dns:\/\//, ''),
  );
  return `Forward.to([${named.map((server) => `'${server}'`).join(', ')}])`;
}

/** A server with TLS and the name in its certificate, as people write it. */
function withName(server: string, forAll: string | undefined): string {
  const upstream = parseUpstream(server);
  return upstreamText({ ...upstream, serverName: upstream.serverName ?? forAll ?? upstream.address.text });
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
  const forwards = directives.filter(({ name }) => name === 'forward');
  // With failFast a single server is listed more than once.
  return [...new Set(forwards.flatMap(({ args }) => args.slice(1)))];
}

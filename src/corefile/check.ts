import { isIP } from 'node:net';
import { checkSince, OLDEST, SINCE } from '../image/node-cache';
import { isAtLeast, type Version } from '../image/version';
import { type Address, isLoopback } from '../input/address';
import { parseDomain } from '../input/domain';
import { Fault } from '../input/problems';
import { suggestion } from '../input/suggestion';
import { checkNumber, checkVerified, parseUpstream, type Upstream } from '../zones/upstream';
import { type Arguments, domain, list, secondsOf, YOUNG_TYPES } from './arguments';
import { type Option, PLUGINS, type Plugin } from './catalogue';
import { rewriteSince } from './rewrite-since';
import type { Directive } from './tree';

/** The tokens that node-cache fills in when it starts. */
export const CLUSTER_DNS = '__PILLAR__CLUSTER__DNS__';
export const UPSTREAM_SERVERS = '__PILLAR__UPSTREAM__SERVERS__';
/** Upstreams whose addresses only the node knows. */
const FILLED_IN = [CLUSTER_DNS, UPSTREAM_SERVERS, '/etc/resolv.conf'];
const HOSTS_RECORD: Option = [OLDEST, list('NAME...', domain)];

/** The settings on which the checks of a server block depend. */
export interface Rules {
  readonly version: Version;
  /** The addresses on which the cache itself answers. */
  readonly bound: readonly Address[];
  /** The directives that this package sets itself, each with the fix for users that write it. */
  readonly managed: Readonly<Record<string, string>>;
}

/** Refuses directives that the image's node-cache would refuse, or that would break the node's DNS. */
export function checkDirectives(directives: readonly Directive[], rules: Rules) {
  checkManaged(directives, rules.managed);
  const seen = new Set<string>();
  for (const line of directives) {
    const plugin = Object.hasOwn(PLUGINS, line.name) ? PLUGINS[line.name] : undefined;
    if (!plugin) {
      const usable = Object.keys(PLUGINS).filter((name) => !Object.hasOwn(rules.managed, name));
      throw new Fault(`node-cache has no plugin \`${line.name}\``, suggestion(line.name, usable));
    }
    checkSince(`the plugin \`${line.name}\``, plugin.since, rules.version);
    if (seen.has(line.name) && !(plugin.repeatable && isAtLeast(rules.version, plugin.repeatable))) {
      throw new Fault(`\`${line.name}\` stands twice in one server block`, 'keep one');
    }
    seen.add(line.name);
    checkTokens(line);
    if (plugin.options === 'arguments' && line.block && line.args.length > 1) {
      throw new Fault(`\`${line.name}\` has arguments before its braces and in them`, 'write them all on one line');
    }
    const inBraces =
      plugin.options === 'arguments' ? (line.block ?? []).flatMap(({ name, args }) => [name, ...args]) : [];
    if (plugin.args) checkArguments({ name: line.name, args: [...line.args, ...inBraces] }, plugin.args);
    checkForms(line, inBraces, rules.version);
    checkOptions(line, plugin, rules.version);
    if (line.name === 'forward') checkForward(line, rules);
  }
}

/** Refuses forms of `rewrite` and `template` that came after the plugin itself. */
function checkForms({ name, args, block = [] }: Directive, inBraces: readonly string[], version: Version) {
  if (name === 'rewrite') {
    const all = [...args, ...inBraces];
    checkSince(`\`${[name, ...all].join(' ')}\``, rewriteSince(all), version);
  }
  if (name !== 'template') return;
  if (YOUNG_TYPES.includes(args[1])) checkSince(`the type ${args[1]}`, SINCE.v1_22_28, version);
  if (block.some((option) => /\{\{.*\bparseInt\b/.test(option.args.join(' ')))) {
    checkSince('the function `parseInt` of templates', SINCE.v1_22_28, version);
  }
}

/** Refuses all managed directives in one error, since a pasted block often has several. */
function checkManaged(directives: readonly Directive[], managed: Rules['managed']) {
  const names = [...new Set(directives.map(({ name }) => name))].filter((name) => Object.hasOwn(managed, name));
  if (names.length === 0) return;
  const quoted = (some: readonly string[]) => some.map((name) => `\`${name}\``).join(', ');
  const fixes = [...new Set(names.map((name) => managed[name]))].map((fix) => {
    const these = names.filter((name) => managed[name] === fix);
    return these.length === names.length ? fix : `${quoted(these)}: ${fix}`;
  });
  throw new Fault(`${quoted(names)} ${names.length === 1 ? 'is' : 'are'} set by this package`, fixes.join('; '));
}

/** Refuses servers that would send a query back to the cache. */
export function checkUpstreams(upstreams: readonly Upstream[], bound: readonly Address[], clusterDns = CLUSTER_DNS) {
  for (const { address } of upstreams) {
    if (isLoopback(address)) {
      throw new Fault(
        `${address.text} is a loopback address, where a query would come back or find nothing`,
        "name the servers behind the node's own resolver",
      );
    }
    if (bound.some(({ text }) => text === address.text)) {
      const fix = `name another server, or write ${clusterDns} for the cluster's DNS`;
      throw new Fault(`${address.text} is an address of this cache, so a query would loop`, fix);
    }
  }
}

function checkOptions(line: Directive, { options, needsOption }: Plugin, version: Version) {
  const block = line.block ?? [];
  if (needsOption && block.length === 0)
    throw new Fault(`\`${line.name}\` has no option`, 'write one, or leave it out');
  if (line.block && options === undefined) throw new Fault(`\`${line.name}\` takes no braces`, 'leave them out');
  if (options === undefined || options === 'arguments') return;
  let afterFallthrough = false;
  for (const option of block) {
    const isRecord = line.name === 'hosts' && isIP(option.name) > 0;
    if (isRecord && afterFallthrough) {
      throw new Fault('a record of `hosts` stands after `fallthrough`, where CoreDNS refuses it', 'put it before');
    }
    afterFallthrough ||= option.name === 'fallthrough';
    if (!isRecord && !Object.hasOwn(options, option.name)) {
      throw new Fault(
        `\`${line.name}\` has no option \`${option.name}\``,
        suggestion(option.name, Object.keys(options)),
      );
    }
    const [since, takes, ...more] = isRecord ? HOSTS_RECORD : options[option.name];
    checkSince(`the option \`${option.name}\` of \`${line.name}\``, since, version);
    checkArguments(option, takes);
    for (const { than, since } of more) {
      if (option.args.length > than) checkSince(`\`${[option.name, ...option.args].join(' ')}\``, since, version);
    }
  }
}

function checkArguments({ name, args }: Directive, { usage, accepts }: Arguments) {
  if (accepts(args)) return;
  throw new Fault(
    `\`${[name, ...args].join(' ')}\` is not what \`${name}\` takes`,
    `write ${[name, usage].join(' ').trim()}`,
  );
}

/** Refuses node-cache's tokens but as an upstream of `forward`. node-cache replaces them wherever they are. */
function checkTokens({ name, args, block }: Directive) {
  const upstreams = name === 'forward' ? FILLED_IN : [];
  const token = [name, ...args].find((text) => /__PILLAR__|__PROMETHEUS__/.test(text) && !upstreams.includes(text));
  if (token) {
    throw new Fault(
      `node-cache would replace ${token}`,
      `use ${CLUSTER_DNS} or ${UPSTREAM_SERVERS} as an upstream of forward`,
    );
  }
  for (const option of block ?? []) checkTokens(option);
}

function checkForward({ args, block = [] }: Directive, { bound, version }: Rules) {
  const [from, ...to] = args;
  if (from !== '.') parseDomain(from);
  const servers = to.filter((text) => !FILLED_IN.includes(text));
  const upstreams = servers.map((text) => parseUpstream(text.replace(/^dns:\/\//, '')));
  checkNumber(upstreams);
  checkUpstreams(upstreams, bound);
  if (block.some(({ name }) => name === 'failover')) {
    throw new Fault(
      'has `failover`, with which CoreDNS asks in a circle if every server gives the code',
      'write `next RCODE` and one more `forward`, or use failover of the prop zones',
    );
  }
  checkTls(upstreams, block, version);
  checkAge(block);
}

/** Refuses a `max_age` below `expire`: CoreDNS does not start with it. */
function checkAge(options: readonly Directive[]) {
  const [maxAge, expire] = [
    ['max_age', '0'],
    ['expire', '10s'],
  ].map(([option, standard]) => options.filter(({ name }) => name === option).at(-1)?.args[0] ?? standard);
  if (secondsOf(maxAge) === 0 || secondsOf(maxAge) >= secondsOf(expire)) return;
  throw new Fault(
    `has \`max_age ${maxAge}\`, which is less than \`expire\`, ${expire}`,
    'raise max_age or lower expire',
  );
}

/** Refuses servers with TLS that CoreDNS would refuse, or that nobody would recognize as the right ones. */
function checkTls(upstreams: readonly Upstream[], options: readonly Directive[], version: Version) {
  const encrypted = upstreams.filter(({ tls }) => tls);
  if (encrypted.length === 0) return;
  if (options.some(({ name }) => name === 'force_tcp')) {
    throw new Fault('has a tls:// server, and TCP is forced, which is for plain DNS', 'leave out one of the two');
  }
  const named = encrypted.filter(({ serverName }) => serverName !== undefined);
  if (named.length > 0) checkSince('a name behind %', SINCE.v1_26_8, version);
  // Before, CoreDNS takes the bracket of an IPv6 address for a part of the name.
  if (named.some(({ address }) => address.family === 'IPv6')) {
    checkSince('a name behind % of an IPv6 address', SINCE.v1_27_0, version);
  }
  const forAll = options.find(({ name }) => name === 'tls_servername');
  if (forAll && named.length > 0) {
    throw new Fault(`has the name ${forAll.args.join(' ')} for all servers, and one behind %`, 'keep one of the two');
  }
  if (!forAll) for (const upstream of encrypted) checkVerified(upstream);
}

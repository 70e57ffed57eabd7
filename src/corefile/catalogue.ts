import { SINCE } from '../image/node-cache';
import type { Version } from '../image/version';
import {
  type Arguments,
  any,
  anyCase,
  cidr,
  domain,
  duration,
  ipv6Prefix,
  list,
  localSocket,
  NOTHING,
  number,
  path,
  rcode,
  recordClass,
  recordType,
  takes,
  word,
  zone,
} from './arguments';
import { regularExpression } from './go-regexp';
import { goTemplate } from './go-template';
import { REWRITE } from './rewrite';

/**
 * An option in a plugin's braces: the first release of node-cache that has it, the arguments that it takes, and the
 * first releases in which it takes more than a number of arguments.
 */
export type Option = readonly [
  since: Version,
  takes: Arguments,
  ...more: { readonly than: number; readonly since: Version }[],
];

/** A plugin that node-cache compiles in. */
export interface Plugin {
  /** The first release of node-cache that has it. */
  readonly since: Version;
  /** The arguments behind the plugin's name. Undefined for a plugin that users may not write. */
  readonly args?: Arguments;
  /** The options in the plugin's braces; `arguments` if more arguments are there. Undefined: it takes no braces. */
  readonly options?: Readonly<Record<string, Option>> | 'arguments';
  /** Whether CoreDNS refuses the plugin without an option. */
  readonly needsOption?: boolean;
  /** The first release in which a server block may have it more than once. */
  readonly repeatable?: Version;
}

const { v1_17_0, v1_21_3, v1_22_28, v1_24_0, v1_26_5, v1_26_6, v1_26_8, v1_27_0 } = SINCE;

const CAPACITY = takes(
  'CAPACITY [TTL [MIN_TTL]], 1024 or more and whole seconds',
  1,
  number(1024),
  number(1),
  number(0),
);
const ZONES: Arguments = { usage: '[ZONE...]', accepts: (args) => args.every(zone) };
const DURATION = takes('DURATION, such as 30s', 1, duration());
const TIMEOUT = takes('DURATION, from 1s to 24h', 1, (text) => duration(1, 86_400)(text) || number(1, 86_400)(text));

/** `no_rec` and `domain DOMAIN`, in any order. */
function healthCheckOptions([option, ...more]: readonly string[]): boolean {
  if (option === undefined) return true;
  if (option === 'no_rec') return healthCheckOptions(more);
  return option === 'domain' && zone(more[0] ?? '') && healthCheckOptions(more.slice(1));
}
const STALE = takes('[DURATION [immediate|verify [TIMEOUT]]]', 0, duration(), word('immediate', 'verify'), duration());
const TEMPLATES = list("TEMPLATE..., as Go's text/template takes them", goTemplate);

/**
 * The plugins of node-cache 1.26.8 and those that are certain for 1.27.0, with the arguments and options that the setup
 * code of each embedded CoreDNS accepts. Files are only those that exist without a volume of the user's.
 * dnstap and metadata are left out, since node-cache links them by accident and they may vanish
 * (kubernetes-sigs/node-local-dns#23).
 */
export const PLUGINS: Readonly<Record<string, Plugin>> = {
  bind: { since: v1_17_0 },
  bufsize: { since: v1_22_28, args: takes('[BYTES], from 512 to 4096', 0, number(512, 4096)) },
  cache: {
    since: v1_17_0,
    args: {
      usage: '[TTL] [ZONE...], the TTL in whole seconds, one or more',
      accepts: ([first, ...zones]) => (first === undefined || number(1)(first) || zone(first)) && zones.every(zone),
    },
    options: {
      success: [v1_17_0, CAPACITY],
      denial: [v1_17_0, CAPACITY],
      prefetch: [
        v1_17_0,
        takes('QUERIES [DURATION [PERCENT%]], from 10% to 90%', 1, number(0), duration(), (text) =>
          /^([1-8]\d|90)%$/.test(text),
        ),
      ],
      serve_stale: [
        v1_17_0,
        {
          ...STALE,
          accepts: (args) => STALE.accepts(args) && (args.length < 3 || args[1] === 'verify'),
        },
        { than: 1, since: v1_22_28 },
        { than: 2, since: v1_27_0 },
      ],
      servfail: [v1_22_28, takes('DURATION, 5m at most', 1, duration(0, 300))],
      disable: [
        v1_22_28,
        {
          usage: 'success|denial [ZONE...]',
          accepts: ([kind, ...zones]) => word('success', 'denial')(kind) && zones.every(zone),
        },
      ],
      keepttl: [v1_24_0, NOTHING],
    },
  },
  debug: { since: v1_17_0, args: NOTHING },
  dns64: {
    since: v1_21_3,
    args: takes('[PREFIX], such as 64:ff9b::/96', 0, ipv6Prefix),
    options: {
      prefix: [v1_21_3, takes('PREFIX, such as 64:ff9b::/96', 1, ipv6Prefix)],
      translate_all: [v1_21_3, NOTHING],
      allow_ipv4: [v1_22_28, NOTHING],
    },
  },
  errors: { since: v1_17_0 },
  forward: {
    since: v1_17_0,
    // check.ts checks the servers.
    args: { usage: 'ZONE SERVER...', accepts: ([from, ...to]) => from !== undefined && to.length > 0 },
    repeatable: v1_22_28,
    options: {
      except: [v1_17_0, list('ZONE...', zone)],
      force_tcp: [v1_17_0, NOTHING],
      prefer_udp: [v1_17_0, NOTHING],
      expire: [v1_17_0, DURATION],
      max_fails: [v1_17_0, takes('NUMBER', 1, number(0))],
      tls: [v1_17_0, { ...NOTHING, usage: 'without files, which the container does not have' }],
      tls_servername: [v1_17_0, takes('DOMAIN', 1, domain)],
      policy: [v1_17_0, takes('random|round_robin|sequential', 1, word('random', 'round_robin', 'sequential'))],
      health_check: [
        v1_17_0,
        {
          usage: 'DURATION [no_rec] [domain DOMAIN]',
          accepts: ([interval = '', ...more]) => duration()(interval) && healthCheckOptions(more),
        },
        { than: 2, since: v1_22_28 },
      ],
      max_concurrent: [v1_17_0, takes('NUMBER', 1, number(0))],
      next: [v1_26_5, list('RCODE...', anyCase(rcode))],
      failfast_all_unhealthy_upstreams: [v1_26_5, NOTHING],
      failover: [
        v1_26_6,
        list(
          'RCODE..., but NOERROR',
          anyCase((text) => rcode(text) && text !== 'NOERROR'),
        ),
      ],
      max_connect_attempts: [v1_26_8, takes('NUMBER', 1, number(0))],
      max_age: [v1_27_0, DURATION],
      max_idle_conns: [v1_27_0, takes('NUMBER', 1, number(0))],
    },
  },
  health: { since: v1_17_0 },
  // The braces of `hosts` also hold records, `ADDRESS NAME...`.
  hosts: {
    since: v1_17_0,
    args: {
      usage: '[/PATH [ZONE...]]',
      accepts: ([file, ...zones]) => (file === undefined || path(file)) && zones.every(zone),
    },
    options: {
      ttl: [v1_17_0, takes('SECONDS, from 1 to 65535', 1, number(1, 65_535))],
      no_reverse: [v1_17_0, NOTHING],
      reload: [v1_17_0, DURATION],
      fallthrough: [v1_17_0, ZONES],
    },
  },
  loadbalance: {
    since: v1_17_0,
    // `weighted` is left out, since it needs a file from a volume of the user's.
    args: takes('[round_robin]', 0, word('round_robin')),
    options: { prefer: [v1_26_6, list('CIDR...', cidr)] },
  },
  log: {
    since: v1_17_0,
    args: {
      usage: '[ZONE...] [FORMAT], a format behind a zone alone',
      accepts: (args) =>
        args.every((text, index) => zone(text) || (index > 0 && index === args.length - 1 && text.includes('{'))),
    },
    options: { class: [v1_17_0, list('all|denial|error|success...', word('all', 'denial', 'error', 'success'))] },
    repeatable: v1_17_0,
  },
  loop: { since: v1_17_0 },
  pprof: {
    since: v1_17_0,
    args: takes('[127.0.0.1:PORT]', 0, localSocket),
    options: { block: [v1_17_0, takes('[RATE]', 0, number(0))] },
  },
  prometheus: { since: v1_17_0 },
  reload: { since: v1_17_0 },
  rewrite: { since: v1_17_0, args: REWRITE, options: 'arguments', repeatable: v1_17_0 },
  template: {
    since: v1_17_0,
    args: {
      usage: 'CLASS TYPE [ZONE...]',
      accepts: ([a = '', b = '', ...zones]) => recordClass(a) && recordType(b) && zones.every(zone),
    },
    repeatable: v1_17_0,
    options: {
      match: [v1_17_0, list("REGEX..., as Go's regexp takes them", regularExpression)],
      answer: [v1_17_0, TEMPLATES],
      additional: [v1_17_0, TEMPLATES],
      authority: [v1_17_0, TEMPLATES],
      rcode: [v1_17_0, takes('RCODE', 1, rcode)],
      fallthrough: [v1_17_0, ZONES],
      ederror: [v1_24_0, takes('CODE [REASON]', 1, number(0, 65_535), any)],
    },
  },
  timeouts: {
    since: v1_26_8,
    args: NOTHING,
    options: { read: [v1_26_8, TIMEOUT], write: [v1_26_8, TIMEOUT], idle: [v1_26_8, TIMEOUT] },
    needsOption: true,
  },
  trace: {
    since: v1_17_0,
    args: {
      usage: '[zipkin|datadog] [ENDPOINT]',
      accepts: (args) => args.length < 2 || (args.length === 2 && /^(zipkin|datadog)$/i.test(args[0])),
    },
    options: {
      every: [v1_17_0, takes('QUERIES', 1, number(0))],
      service: [v1_17_0, takes('NAME', 1, any)],
      client_server: [v1_17_0, takes('[true|false]', 0, word('true', 'false'))],
      datadog_analytics_rate: [
        v1_22_28,
        takes('[RATE], from 0 to 1', 0, (text) => /^(0|1|0?\.\d+|[01]\.0*)$/.test(text)),
      ],
      zipkin_max_backlog_size: [v1_22_28, takes('SPANS', 1, number(1))],
      zipkin_max_batch_size: [v1_22_28, takes('SPANS', 1, number(1))],
      zipkin_max_batch_interval: [v1_22_28, takes('DURATION, such as 1s', 1, duration(1e-3))],
    },
  },
  whoami: { since: v1_17_0, args: NOTHING },
};

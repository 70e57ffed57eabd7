import { SINCE } from '../image/node-cache';
import type { Version } from '../image/version';

/** A plugin that node-cache compiles in. */
export interface Plugin {
  /** The first release of node-cache that has it. */
  readonly since: Version;
  /** What may stand in its braces, each with the first release that knows it; without it, no braces. */
  readonly options?: Readonly<Record<string, Version>> | 'any';
  /** The first release in which a server block may have it more than once. */
  readonly repeatable?: Version;
}

const { v1_17_0, v1_21_3, v1_22_28, v1_24_0, v1_26_5, v1_26_6, v1_26_8 } = SINCE;

/**
 * The plugins of node-cache 1.26.8 and the options that the setup code of each embedded CoreDNS accepts.
 * dnstap and metadata are left out: they are linked by accident and may vanish (kubernetes-sigs/node-local-dns#23).
 */
export const PLUGINS: Readonly<Record<string, Plugin>> = {
  bind: { since: v1_17_0, options: { except: v1_22_28 } },
  bufsize: { since: v1_22_28 },
  cache: {
    since: v1_17_0,
    options: {
      success: v1_17_0,
      denial: v1_17_0,
      prefetch: v1_17_0,
      serve_stale: v1_17_0,
      servfail: v1_22_28,
      disable: v1_22_28,
      keepttl: v1_24_0,
    },
  },
  debug: { since: v1_17_0 },
  dns64: { since: v1_21_3, options: { prefix: v1_21_3, translate_all: v1_21_3, allow_ipv4: v1_22_28 } },
  errors: { since: v1_17_0, options: { consolidate: v1_17_0, stacktrace: v1_22_28 } },
  forward: {
    since: v1_17_0,
    repeatable: v1_22_28,
    options: {
      except: v1_17_0,
      force_tcp: v1_17_0,
      prefer_udp: v1_17_0,
      expire: v1_17_0,
      max_fails: v1_17_0,
      tls: v1_17_0,
      tls_servername: v1_17_0,
      policy: v1_17_0,
      health_check: v1_17_0,
      max_concurrent: v1_17_0,
      next: v1_26_5,
      failfast_all_unhealthy_upstreams: v1_26_5,
      failover: v1_26_6,
      max_connect_attempts: v1_26_8,
    },
  },
  health: { since: v1_17_0, options: { lameduck: v1_17_0 } },
  // Its braces also hold records, `ADDRESS NAME...`.
  hosts: { since: v1_17_0, options: { ttl: v1_17_0, no_reverse: v1_17_0, reload: v1_17_0, fallthrough: v1_17_0 } },
  loadbalance: { since: v1_17_0, options: { reload: v1_24_0, prefer: v1_26_6 } },
  log: { since: v1_17_0, options: { class: v1_17_0 }, repeatable: v1_17_0 },
  loop: { since: v1_17_0 },
  pprof: { since: v1_17_0, options: { block: v1_17_0 } },
  prometheus: { since: v1_17_0 },
  reload: { since: v1_17_0 },
  rewrite: { since: v1_17_0, options: 'any', repeatable: v1_17_0 },
  template: {
    since: v1_17_0,
    repeatable: v1_17_0,
    options: {
      match: v1_17_0,
      answer: v1_17_0,
      additional: v1_17_0,
      authority: v1_17_0,
      rcode: v1_17_0,
      fallthrough: v1_17_0,
      ederror: v1_24_0,
    },
  },
  timeouts: { since: v1_26_8, options: { read: v1_26_8, write: v1_26_8, idle: v1_26_8 } },
  trace: { since: v1_17_0, options: { every: v1_17_0, service: v1_17_0, client_server: v1_17_0 } },
  whoami: { since: v1_17_0 },
};

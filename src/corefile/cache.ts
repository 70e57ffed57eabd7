import { Duration } from 'cdk8s';
import { checkSince, SINCE } from '../image/node-cache';
import type { Version } from '../image/version';
import type { Problems } from '../input/problems';
import { optional, parseObject, rulesFor, type Table, type Values, withDefault } from '../input/reader';
import { parseBoolean, parseEnum, parseSeconds, parseWholeNumber } from '../input/values';
import { ServeStaleRefresh } from '../options/serve-stale-refresh';
import type { CacheProfileOptions } from './cache-profile';
import { type Directive, directive } from './tree';

/** A profile as directives of the Corefile: one for the cluster's domains, one for every other zone. */
export interface CacheSettings {
  readonly cluster: Required<Directive>;
  readonly other: Directive;
  /** Whether silent servers are given up at once. `forward` does that, not `cache`. */
  readonly failFast: boolean;
}

/** The longest TTL that DNS has; CoreDNS fails on much longer ones. Capacities have the same limit. */
const MAX = 2 ** 31 - 1;
const parseCapacity = parseWholeNumber(1024, MAX);
/** The official manifest's, in seconds: for the cluster's domains, and for other zones. */
const CLUSTER_DENIAL_TTL = 5;
const OTHER_DENIAL_TTL = 30;
const parseTtl = parseSeconds(1, MAX);
const parseMinTtl = parseSeconds(0, MAX);

const OPTIONS = {
  successCapacity: withDefault(9984, parseCapacity),
  successTtl: withDefault(Duration.seconds(30), parseTtl),
  externalSuccessTtl: optional(parseTtl),
  successMinTtl: optional(parseMinTtl),
  denialCapacity: withDefault(9984, parseCapacity),
  denialMinTtl: optional(parseMinTtl),
  denialTtl: optional(parseTtl),
  prefetchAmount: optional(parseWholeNumber(1, MAX)),
  prefetchDuration: optional(parseTtl),
  prefetchPercentage: optional(parseWholeNumber(10, 90)),
  serveStale: optional(parseTtl),
  serveStaleRefresh: optional(parseEnum('ServeStaleRefresh', ServeStaleRefresh)),
  servfailTtl: optional(parseSeconds(0, 300)),
  failFast: withDefault(false, parseBoolean),
} satisfies Table<CacheProfileOptions>;

type Figures = Values<typeof OPTIONS>;
const rule = rulesFor<Figures>();

const RULES = [
  rule(['prefetchAmount', 'prefetchDuration', 'prefetchPercentage'], ({ prefetchAmount, ...others }, problems) => {
    for (const [name, value] of Object.entries(others)) {
      if (value === undefined || prefetchAmount !== undefined) continue;
      problems.add(name, value, 'does nothing without prefetchAmount', 'set prefetchAmount');
    }
  }),
  rule(['serveStale', 'serveStaleRefresh'], ({ serveStale, serveStaleRefresh }, problems) => {
    if (serveStaleRefresh === undefined || serveStale !== undefined) return;
    problems.add('serveStaleRefresh', serveStaleRefresh, 'does nothing without serveStale', 'set serveStale');
  }),
  rule(['failFast', 'serveStale', 'serveStaleRefresh'], ({ failFast, serveStale, serveStaleRefresh }, problems) => {
    if (!failFast || (serveStale !== undefined && serveStaleRefresh === ServeStaleRefresh.VERIFY)) return;
    const reason = 'makes no stale answer faster without serveStale and ServeStaleRefresh.VERIFY';
    problems.add('failFast', failFast, reason, 'set both, or leave it out');
  }),
  rule(['successMinTtl', 'successTtl', 'externalSuccessTtl'], ({ successMinTtl, ...others }, problems) => {
    for (const [name, most] of Object.entries(others)) checkLeast('successMinTtl', successMinTtl, name, most, problems);
  }),
  rule(['denialMinTtl', 'denialTtl'], ({ denialMinTtl, denialTtl = OTHER_DENIAL_TTL }, problems) => {
    checkLeast('denialMinTtl', denialMinTtl, 'denialTtl', denialTtl, problems);
  }),
];

function checkLeast(
  prop: string,
  least: number | undefined,
  name: string,
  most: number | undefined,
  problems: Problems,
) {
  if (least === undefined || most === undefined || least <= most) return;
  problems.add(prop, `${least} s`, `is more than ${name}, ${most} s`, `lower it, or raise ${name}`);
}

const parseFigures = parseObject(OPTIONS, RULES);

/** Reads a profile. Without options its figures are those of the official manifest. */
export function parseCacheProfile(options?: CacheProfileOptions): CacheSettings {
  const figures = parseFigures(options === undefined ? {} : options);
  const externalTtl = figures.externalSuccessTtl ?? figures.successTtl;
  return {
    cluster: cacheDirective(figures, figures.successTtl, Math.max(CLUSTER_DENIAL_TTL, figures.denialMinTtl ?? 0)),
    other: options ? cacheDirective(figures, externalTtl, OTHER_DENIAL_TTL) : directive('cache', ['30']),
    failFast: figures.failFast,
  };
}

/** Refuses options that the image's CoreDNS does not have. */
export function checkCacheVersion(
  { cluster, failFast }: CacheSettings,
  version: Version,
  path: string,
  problems: Problems,
) {
  const needs = (prop: string, got: unknown, since: Version = SINCE.v1_22_28) =>
    problems.try(`${path}.${prop}`, got, () => checkSince('it', since, version));
  // One error, not one for each of the options that go with it.
  if (failFast && !needs('failFast', failFast, SINCE.v1_26_8)) return;
  for (const { name, args } of cluster.block) {
    if (args.includes('verify')) needs('serveStaleRefresh', 'verify');
    if (name === 'servfail') needs('servfailTtl', args.join(' '));
  }
}

function cacheDirective(figures: Figures, successTtl: number, officialDenialTtl: number): Required<Directive> {
  const { successCapacity, denialCapacity, denialTtl = officialDenialTtl, servfailTtl } = figures;
  const numbers = (...all: (number | undefined)[]) => all.filter((one) => one !== undefined).map(String);
  const block = [
    directive('success', numbers(successCapacity, successTtl, figures.successMinTtl)),
    directive('denial', numbers(denialCapacity, denialTtl, figures.denialMinTtl)),
    ...prefetch(figures),
    ...serveStale(figures),
    ...(servfailTtl === undefined ? [] : [directive('servfail', [`${servfailTtl}s`])]),
  ];
  return { name: 'cache', args: [], block };
}

function prefetch({ prefetchAmount, prefetchDuration = 60, prefetchPercentage = 10 }: Figures): Directive[] {
  if (prefetchAmount === undefined) return [];
  return [directive('prefetch', [`${prefetchAmount}`, `${prefetchDuration}s`, `${prefetchPercentage}%`])];
}

function serveStale({ serveStale, serveStaleRefresh }: Figures): Directive[] {
  if (serveStale === undefined) return [];
  // `immediate` is the default, and CoreDNS before 1.10 takes no mode at all.
  const verify = serveStaleRefresh === ServeStaleRefresh.VERIFY;
  return [directive('serve_stale', verify ? [`${serveStale}s`, 'verify'] : [`${serveStale}s`])];
}

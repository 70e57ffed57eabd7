import { Duration } from 'cdk8s';
import { checkSince, SINCE } from '../image/node-cache';
import type { Version } from '../image/version';
import { Fault } from '../input/problems';
import { checkKeys } from '../input/suggestion';
import type { CacheProfileOptions } from './cache-profile';
import { type Directive, directive } from './tree';

/** The checked figures of a cache: for the cluster's domains, and for every other zone. */
export interface CacheSettings {
  readonly cluster: Required<Directive>;
  readonly other: Directive;
}

const MIN_CAPACITY = 1024;
const MAX_CAPACITY = 2 ** 31 - 1;
/** The longest TTL that DNS has; CoreDNS fails on much longer ones. */
const MAX_SECONDS = 2 ** 31 - 1;
const MAX_SERVFAIL = 300;

const OPTIONS: Record<keyof CacheProfileOptions, true> = {
  successCapacity: true,
  successTtl: true,
  externalSuccessTtl: true,
  denialCapacity: true,
  denialTtl: true,
  prefetchAmount: true,
  prefetchDuration: true,
  prefetchPercentage: true,
  serveStale: true,
  serveStaleRefresh: true,
  servfailTtl: true,
};

/** The official manifest's figures where there are no options. */
export function parseCacheProfile(options?: CacheProfileOptions): CacheSettings {
  checkKeys(options ?? {}, Object.keys(OPTIONS), 'option of a cache profile');
  const externalTtl = options?.externalSuccessTtl === undefined ? 'successTtl' : 'externalSuccessTtl';
  return {
    cluster: cacheDirective(options ?? {}, 'successTtl', 5),
    other: options ? cacheDirective(options, externalTtl, 30) : directive('cache', ['30']),
  };
}

/** Refuses what the image's CoreDNS does not have. */
export function checkCacheVersion({ cluster }: CacheSettings, version: Version) {
  for (const { name, args } of cluster.block) {
    if (args.includes('verify')) checkSince('ServeStaleRefresh.VERIFY', SINCE.v1_22_28, version);
    if (name === 'servfail') checkSince('servfailTtl', SINCE.v1_22_28, version);
  }
}

function cacheDirective(
  options: CacheProfileOptions,
  successTtl: DurationName,
  denialTtl: number,
): Required<Directive> {
  const { prefetchAmount, serveStale, servfailTtl } = options;
  const block = [
    directive('success', [capacity('successCapacity', options.successCapacity), ttl(options, successTtl, 30)]),
    directive('denial', [capacity('denialCapacity', options.denialCapacity), ttl(options, 'denialTtl', denialTtl)]),
    ...(prefetchAmount === undefined ? noPrefetch(options) : [prefetch(options, prefetchAmount)]),
    ...(serveStale === undefined ? noServeStale(options) : [serveStaleDirective(options, serveStale)]),
    ...(servfailTtl === undefined ? [] : [directive('servfail', [`${servfail(servfailTtl)}s`])]),
  ];
  return { name: 'cache', args: [], block };
}

function capacity(name: string, value = 9984): string {
  if (!Number.isInteger(value) || value < MIN_CAPACITY || value > MAX_CAPACITY) {
    throw new Fault(
      `${name} ${value} is not a capacity`,
      `write a whole number from ${MIN_CAPACITY} to ${MAX_CAPACITY}`,
    );
  }
  return String(value);
}

type DurationName = 'successTtl' | 'externalSuccessTtl' | 'denialTtl' | 'prefetchDuration' | 'serveStale';

function ttl(options: CacheProfileOptions, name: DurationName, official: number): string {
  const value = options[name];
  return String(value === undefined ? official : positiveSeconds(name, value));
}

function prefetch(options: CacheProfileOptions, amount: number): Directive {
  if (!Number.isInteger(amount) || amount < 1 || amount > MAX_CAPACITY) {
    throw new Fault(`prefetchAmount ${amount} is not a number of queries`, 'write a whole number of 1 or more');
  }
  const percentage = options.prefetchPercentage ?? 10;
  if (!Number.isInteger(percentage) || percentage < 10 || percentage > 90) {
    throw new Fault(`prefetchPercentage ${percentage} is out of range`, 'write a whole number from 10 to 90');
  }
  return directive('prefetch', [String(amount), `${ttl(options, 'prefetchDuration', 60)}s`, `${percentage}%`]);
}

function noPrefetch(options: CacheProfileOptions): [] {
  if (options.prefetchDuration !== undefined || options.prefetchPercentage !== undefined) {
    throw new Fault('prefetchDuration and prefetchPercentage do nothing without prefetchAmount', 'set prefetchAmount');
  }
  return [];
}

function serveStaleDirective(options: CacheProfileOptions, duration: Duration): Directive {
  const seconds = `${positiveSeconds('serveStale', duration)}s`;
  if (!['immediate', 'verify', undefined].includes(options.serveStaleRefresh)) {
    throw new Fault('serveStaleRefresh is unknown', 'use one of IMMEDIATE, VERIFY');
  }
  // `immediate` is the default, and CoreDNS before 1.10 takes no mode at all.
  return directive('serve_stale', options.serveStaleRefresh === 'verify' ? [seconds, 'verify'] : [seconds]);
}

function noServeStale(options: CacheProfileOptions): [] {
  if (options.serveStaleRefresh !== undefined) {
    throw new Fault('serveStaleRefresh does nothing without serveStale', 'set serveStale');
  }
  return [];
}

function servfail(duration: Duration): number {
  const seconds = wholeSeconds('servfailTtl', duration);
  if (seconds > MAX_SERVFAIL) throw new Fault(`servfailTtl ${seconds} s is over 5 minutes`, 'write 5 minutes or less');
  return seconds;
}

function positiveSeconds(name: DurationName, duration: Duration): number {
  const seconds = wholeSeconds(name, duration);
  if (seconds === 0) throw new Fault(`${name} is 0, which would cache nothing`, 'write a second or more');
  return seconds;
}

function wholeSeconds(name: string, duration: Duration): number {
  if (!(duration instanceof Duration)) throw new Fault(`${name} is not a Duration`, 'write Duration.seconds(30)');
  const seconds = duration.toSeconds({ integral: false });
  if (!Number.isSafeInteger(seconds)) throw new Fault(`${name} ${seconds} s is not whole`, 'write whole seconds');
  if (seconds > MAX_SECONDS) throw new Fault(`${name} ${seconds} s is over 68 years`, 'write a shorter one');
  return seconds;
}

import { Availability, CacheProfile } from '../../src';
import { officialManifest } from '../fixtures/official-manifest';
import { imageOf } from '../harness/install';
import { synthesizedHere } from '../harness/variants';
import type { DrillName } from './drills';

/** A configuration of the cache, and the drills in which it promises that no lookup fails. */
export interface Configuration {
  name: string;
  manifest: string;
  promises: DrillName[];
  /** The drills that run on it; all if left out. */
  only?: DrillName[];
}

const ours = (availability: Availability, promises: DrillName[], privileged = true): Configuration => ({
  name: `${availability.name}${privileged ? '' : ', privileged: false'}`,
  manifest: synthesizedHere({ availability, privileged }),
  promises,
});

export const FAIL_OPEN = ours(Availability.FAIL_OPEN, [
  'three SIGKILLs in a row',
  'SIGKILL, with another process on 0.0.0.0:53',
  'SIGSTOP',
  'OOM kill',
  'update to another image tag',
  'changed ConfigMap',
  'rules flushed by hand',
  'interface deleted by hand',
  '`kubectl delete`',
]);

/** The drills in which it matters which answers the cache keeps. */
const SERVERS_AWAY: DrillName[] = [
  'cluster DNS down for 40 s',
  'cluster DNS silent for 40 s',
  'cluster DNS silent for 40 s, and the cache has just started',
  'site resolver silent for 40 s',
];

export const SURGE = ours(Availability.SURGE, FAIL_OPEN.promises);
export const REDUNDANT = ours(Availability.REDUNDANT, FAIL_OPEN.promises);

/** Without `privileged: true`. They have no part in the tables of the drills. */
export const UNPRIVILEGED = {
  failOpen: ours(Availability.FAIL_OPEN, FAIL_OPEN.promises, false),
  rolling: ours(Availability.ROLLING, [], false),
};

export const CONFIGURATIONS: Configuration[] = [
  { name: 'official', manifest: officialManifest(imageOf(FAIL_OPEN.manifest)), promises: [] },
  ours(Availability.ROLLING, []),
  FAIL_OPEN,
  SURGE,
  REDUNDANT,
  {
    name: 'fail-open, RESILIENT',
    manifest: synthesizedHere({ cache: CacheProfile.RESILIENT }),
    promises: [...FAIL_OPEN.promises, 'cluster DNS down for 40 s'],
  },
  {
    name: 'fail-open, FAIL_FAST',
    manifest: synthesizedHere({ cache: CacheProfile.FAIL_FAST }),
    promises: SERVERS_AWAY,
    only: SERVERS_AWAY,
  },
];

import { officialManifest } from '../../lab/fixtures/official-manifest';
import { synthesized } from '../../lab/harness/install';
import { Availability, CacheProfile, Metrics, type NodeLocalDnsCacheProps } from '../../src';
import { type Pod, podsOf } from './pods';

/** A server that can answer on a node. */
export type Variant =
  | { readonly name: string; readonly kind: 'node-cache'; readonly pods: () => Pod[] }
  | { readonly name: string; readonly kind: 'direct' }
  | { readonly name: string; readonly kind: 'unbound' };

/** The variant that the ratios compare with. */
export const OFFICIAL = 'official';
export const DIRECT = 'cluster CoreDNS directly';

const OURS: [name: string, props: NodeLocalDnsCacheProps][] = [
  ['default', {}],
  ['RESILIENT', { cache: CacheProfile.RESILIENT }],
  ['LIGHT', { metrics: Metrics.LIGHT }],
  ['SURGE', { availability: Availability.SURGE }],
  ['REDUNDANT', { availability: Availability.REDUNDANT }],
  ['ROLLING', { availability: Availability.ROLLING }],
];

export const VARIANTS: readonly Variant[] = [
  { name: OFFICIAL, kind: 'node-cache', pods: () => podsOf(officialManifest('node-cache')) },
  ...OURS.map(([name, props]): Variant => ({ name, kind: 'node-cache', pods: () => podsOf(synthesized(props)) })),
  { name: DIRECT, kind: 'direct' },
  { name: 'unbound, two threads', kind: 'unbound' },
];

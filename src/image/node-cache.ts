import { Fault } from '../input/problems';
import type { ImageReference } from './reference';
import { isAtLeast, type Version, versionOf, versionText } from './version';

/** The oldest node-cache that this package knows. An image of an unknown version is taken for this one. */
export const OLDEST: Version = [1, 17, 0];

/**
 * The releases of node-cache that brought something this package uses, each with the CoreDNS that it contains.
 * A release between two of these is taken for the older one.
 */
export const SINCE = {
  /** CoreDNS 1.7.0 */
  v1_17_0: OLDEST,
  /** CoreDNS 1.7.0, and the dns64 plugin */
  v1_21_3: [1, 21, 3],
  /** CoreDNS 1.10.0, and the bufsize plugin */
  v1_22_28: [1, 22, 28],
  /** CoreDNS 1.11.3 */
  v1_24_0: [1, 24, 0],
  /** CoreDNS 1.12.2, and the flag -reloadwithsignal */
  v1_26_5: [1, 26, 5],
  /** CoreDNS 1.13.1 */
  v1_26_6: [1, 26, 6],
  /** CoreDNS 1.13.2, and the timeouts plugin */
  v1_26_8: [1, 26, 8],
  /** CoreDNS 1.14.4 at least. docs/node-cache-releases.md has the other changes that are certain. */
  v1_27_0: [1, 27, 0],
} as const satisfies Record<string, Version>;

/**
 * Whether node-cache reloads by SIGUSR1. Without the plugin `reload` its deadlock at shutdown cannot happen
 * (kubernetes/dns#453).
 */
export function reloadsWithSignal(version: Version): boolean {
  return isAtLeast(version, SINCE.v1_26_5);
}

/** Refuses a feature that the image's node-cache does not have yet. */
export function checkSince(what: string, since: Version, version: Version) {
  if (isAtLeast(version, since)) return;
  throw new Fault(
    `${what} needs node-cache ${versionText(since)}, the image has ${versionText(version)}`,
    'use a newer image, set imageVersion if the tag does not say it, or leave it out',
  );
}

/** Reads the prop `imageVersion`. */
export function parseVersion(value: unknown): Version {
  const version = typeof value === 'string' && /^\d+\.\d+\.\d+$/.test(value) ? versionOf(value) : undefined;
  if (!version) throw new Fault('is not a version of node-cache', "write the release in the image, such as '1.26.8'");
  checkKnown(version, 'use a newer image');
  return version;
}

/**
 * The version at the beginning of a tag, or the oldest known one if there is none. A mirror's tag may be a date or a
 * release of its own, so only 1.x counts, as every node-cache so far has. An old image that is taken for a new one
 * would end at a flag that it does not know.
 */
export function versionOfTag(tag = ''): Version {
  return releaseOfTag(tag) ?? OLDEST;
}

/** Refuses an image whose tag has a release that is too old, unless the user sets `imageVersion`. */
export function checkTag({ tag = '' }: ImageReference, imageVersion: Version | undefined) {
  if (imageVersion) return;
  checkKnown(versionOfTag(tag), 'use a newer image, or set imageVersion if the tag is not that of node-cache');
}

/** Refuses a version that contradicts the tag of the official repository. A mirror's own tag may be anything. */
export function checkImageVersion({ name, tag = '' }: ImageReference, imageVersion: Version | undefined) {
  const tagged = name === 'k8s-dns-node-cache' ? releaseOfTag(tag) : undefined;
  if (!imageVersion || !tagged || versionText(tagged) === versionText(imageVersion)) return;
  throw new Fault(`is not the version of the image, whose tag is ${tag}`, 'leave it out: the tag says it');
}

function releaseOfTag(tag: string): Version | undefined {
  const version = versionOf(tag);
  return version?.[0] === OLDEST[0] ? version : undefined;
}

function checkKnown(version: Version, fix: string) {
  if (isAtLeast(version, OLDEST)) return;
  throw new Fault(
    `node-cache ${versionText(version)} is older than ${versionText(OLDEST)}, the oldest that this package knows`,
    fix,
  );
}

/** A release of node-cache, such as 1.26.8. */
export type Version = readonly [major: number, minor: number, patch: number];

/** Reads the release at the beginning of a tag; mirrors append a build (`1.26.8-build20260819`). */
export function versionOf(tag: string): Version | undefined {
  const match = /^v?(\d{1,4})\.(\d{1,4})\.(\d{1,4})(?![\d.])/.exec(tag);
  return match ? [Number(match[1]), Number(match[2]), Number(match[3])] : undefined;
}

export function versionText(version: Version): string {
  return version.join('.');
}

export function isAtLeast(version: Version, minimum: Version): boolean {
  const differing = version.findIndex((part, index) => part !== minimum[index]);
  return differing === -1 || version[differing] > minimum[differing];
}

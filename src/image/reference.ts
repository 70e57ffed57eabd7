import { Fault } from '../input/problems';

/** The parts of an image reference that matter here. */
export interface ImageReference {
  readonly text: string;
  /** The last part of the repository's name. */
  readonly name: string;
  readonly tag?: string;
}

// The grammar of github.com/distribution/reference.
const HOST =
  /(?:(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[0-9a-fA-F:]+\])(?::[0-9]+)?/;
const COMPONENT = /[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*/;
const REFERENCE = new RegExp(
  `^(?<name>(?:${HOST.source}/)?${COMPONENT.source}(?:/${COMPONENT.source})*)` +
    '(?::(?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?<digest>@sha(?:256:[0-9a-f]{64}|512:[0-9a-f]{128}))?$',
);

export function parseImageReference(value: unknown): ImageReference {
  const fix = 'write registry/repository:tag, with @sha256:<64 hex digits> to pin it';
  const groups = typeof value === 'string' && value.length <= 1024 ? REFERENCE.exec(value)?.groups : undefined;
  if (!groups || groups.name.length > 255) throw new Fault('is not an image reference', fix);
  if (groups.tag === undefined && groups.digest === undefined) {
    throw new Fault('names neither a tag nor a digest, so each node may get another image', fix);
  }
  return { text: value as string, name: groups.name.slice(groups.name.lastIndexOf('/') + 1), tag: groups.tag };
}

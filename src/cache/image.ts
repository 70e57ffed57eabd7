import { defaultImage, NODE_CACHE } from '../image/defaults';
import { versionOfTag } from '../image/node-cache';
import type { ImageReference } from '../image/reference';
import type { Version } from '../image/version';

interface Given {
  readonly image?: ImageReference;
  readonly imageRegistry?: string;
  readonly imageVersion?: Version;
}

/** The user's image, or the default one. */
export function imageOf({ image, imageRegistry }: Given): ImageReference {
  return image ?? defaultImage(NODE_CACHE, imageRegistry);
}

/** The release of node-cache in the image. */
export function versionOf({ imageVersion, ...given }: Given): Version {
  return imageVersion ?? versionOfTag(imageOf(given).tag);
}

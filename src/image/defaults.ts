import { Fault } from '../input/problems';
import { parseString } from '../input/values';
import { type ImageReference, parseImageReference } from './reference';

/** An image with the digest of its index, which is the same for every platform. */
interface DefaultImage {
  readonly registry: string;
  readonly name: string;
  readonly tag: string;
  readonly digest: string;
}

/** The image of node-cache if the user names no other. docs/decisions.md says where the digests are from. */
export const NODE_CACHE: DefaultImage = {
  registry: 'registry.k8s.io/dns',
  name: 'k8s-dns-node-cache',
  tag: '1.26.8',
  digest: 'sha256:bc6e64e2c85956af2fcc0aa720086410d41b4f31f378c9a92646fecc85cd4739',
};

/** The image with a shell, and with the programs to enter a node. */
export const TOOLS: DefaultImage = {
  registry: 'docker.io/library',
  name: 'busybox',
  tag: '1.37.0',
  digest: 'sha256:9db7b59979c38555a39def84a31fb98b5296952f9e3afd4f6f11f05b07adfab0',
};

/** A default image, from its own registry or from the user's. */
export function defaultImage({ name, tag, digest, ...image }: DefaultImage, registry = image.registry): ImageReference {
  return parseImageReference(`${registry}/${name}:${tag}@${digest}`);
}

/** Reads what is before the name of an image: a registry, with a path if need be. */
export function parseImageRegistry(value: unknown): string {
  const registry = parseString(value);
  try {
    parseImageReference(`${registry}/image:tag`);
  } catch {
    throw new Fault('is not a registry', 'write one such as registry.example/mirror, without https:// and slash');
  }
  return registry;
}

import { accessSync, constants, readFileSync } from 'node:fs';
import { key } from './cache';
import { program } from './programs';

export interface NodeCache {
  path: string;
  /** The name of the node-cache that ran, for output and reports. */
  label: string;
  real: boolean;
}

/**
 * The node-cache that the lab runs: the program that NODE_CACHE_BIN names, unchanged. Otherwise the stand-in, since no
 * package registry serves the real one.
 */
export async function nodeCache(): Promise<NodeCache> {
  const path = process.env.NODE_CACHE_BIN;
  if (!path) return { path: await program('node-cache'), label: 'stand-in for node-cache 1.26.8', real: false };
  accessSync(path, constants.X_OK);
  return { path, label: `real node-cache (sha256 ${key(readFileSync(path))})`, real: true };
}

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The directory of the lab's builds, outside of the work tree. If it is removed, the next run builds again. */
export const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'cdk8s-node-local-dns');

export function cached(...path: string[]): string {
  const directory = join(CACHE, ...path);
  mkdirSync(directory, { recursive: true });
  return directory;
}

/** The key of a build, made of everything that changes its result, so that no old result is used for a new one. */
export function key(...parts: (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex').slice(0, 16);
}

/** The key of a directory's files whose names end in one of `endings`. */
export function keyOfFiles(directory: string, endings: string[]): string {
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((file) => endings.some((ending) => file.endsWith(ending)))
    .sort();
  return key(...files.flatMap((file) => [file, readFileSync(join(directory, file))]));
}

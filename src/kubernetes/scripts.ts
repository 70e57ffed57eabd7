import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** A script of this package, by its path in src/: what runs on nodes or in a Job. */
export function readScript(path: string): string {
  return readFileSync(join(__dirname, '..', path), 'utf8');
}

/** Scripts as data of a ConfigMap. */
export function scriptData(paths: readonly string[]): Record<string, string> {
  return Object.fromEntries(paths.map((path) => [basename(path), readScript(path)]));
}

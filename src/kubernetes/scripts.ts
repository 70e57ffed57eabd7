import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** The scripts that were read already. An app may have a cache for each of a thousand clusters. */
const TEXTS = new Map<string, string>();

/** A script of this package, which runs on nodes or in a Job, by its path in src/. */
export function readScript(path: string): string {
  const text = TEXTS.get(path) ?? readFileSync(join(__dirname, '..', path), 'utf8');
  TEXTS.set(path, text);
  return text;
}

/**
 * The command of a container that runs a script of this package. The script is in the pod's spec. In a ConfigMap, users
 * with the right to edit ConfigMaps could replace the script.
 */
export function scriptCommand(path: string, ...args: readonly string[]): string[] {
  return ['/bin/sh', '-c', readScript(path), basename(path), ...args].map(literal);
}

/** Scripts of a folder in src/, as arguments for a script that writes them as files: the name and the text of each. */
export function namesAndTexts(folder: string, names: readonly string[]): string[] {
  return names.flatMap((name) => [name, readScript(`${folder}/${name}`)]);
}

/** Escapes a string for a container's command or environment, where Kubernetes replaces $(NAME), and $$ by $. */
export function literal(text: string): string {
  return text.replaceAll(/\$(?=[$(])/g, '$$$$');
}

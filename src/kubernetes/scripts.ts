import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** A script of this package, by its path in src/: what runs on nodes or in a Job. */
export function readScript(path: string): string {
  return readFileSync(join(__dirname, '..', path), 'utf8');
}

/**
 * The command of a container that runs a script of this package. The script stands in the pod's spec: in a ConfigMap,
 * whoever may edit ConfigMaps could replace it.
 */
export function scriptCommand(path: string, ...args: readonly string[]): string[] {
  return ['/bin/sh', '-c', readScript(path), basename(path), ...args].map(literal);
}

/** Scripts of a folder in src/, as arguments of a script that writes them elsewhere: of each its name and its text. */
export function namesAndTexts(folder: string, names: readonly string[]): string[] {
  return names.flatMap((name) => [name, readScript(`${folder}/${name}`)]);
}

/** A string as Kubernetes has to find it in a container's command: it replaces $(NAME), and $$ by $. */
export function literal(text: string): string {
  return text.replaceAll(/\$(?=[$(])/g, '$$$$');
}

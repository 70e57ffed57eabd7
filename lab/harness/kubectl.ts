import { KUBECONFIG } from './pki';
import { type Ended, ended, sh } from './process';
import { program } from './programs';

/** Runs kubectl. If it fails, the error has its output. */
export async function kubectl(...args: string[]): Promise<string> {
  const { ok, output } = await tryKubectl(...args);
  if (!ok) throw new Error(`kubectl ${args.join(' ')}: ${output}`);
  return output;
}

export async function tryKubectl(...args: string[]): Promise<Ended> {
  return ended(await program('kubectl'), ['--kubeconfig', KUBECONFIG, ...args]);
}

/** Runs kubectl with a manifest on its standard input. */
export async function kubectlWith(manifest: string, ...args: string[]): Promise<string> {
  return sh(await program('kubectl'), ['--kubeconfig', KUBECONFIG, ...args, '--filename', '-'], { input: manifest });
}

/** One field of one or more objects, as a string. */
export function field(path: string, ...what: string[]): Promise<string> {
  return kubectl('get', ...what, '--output', `jsonpath={${path}}`);
}

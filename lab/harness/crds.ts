import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cached, key } from './cache';

/** The module of the Prometheus operator, and the checksum of go.sum: it has the CustomResourceDefinitions as files. */
const MODULE = 'github.com/prometheus-operator/prometheus-operator@v0.85.0';
const CHECKSUM = 'h1:M5xLCLEoaW2IJfnuCwFzzpL+jSVQu3KGT84Pye+fW8s=';
const KINDS = ['servicemonitors', 'prometheusrules'];

/** The files with the CustomResourceDefinitions of the Prometheus operator. The first time needs the network. */
export function prometheusCrds(): string[] {
  const directory = join(cached('crds'), key(MODULE, CHECKSUM, ...KINDS));
  const files = KINDS.map((kind) => `monitoring.coreos.com_${kind}.yaml`);
  if (!existsSync(directory)) {
    const module = JSON.parse(execFileSync('go', ['mod', 'download', '-json', MODULE], { encoding: 'utf8' }));
    if (module.Sum !== CHECKSUM) throw new Error(`${MODULE} has the checksum ${module.Sum}, not ${CHECKSUM}`);
    const copying = `${directory}.new`;
    rmSync(copying, { recursive: true, force: true });
    mkdirSync(copying);
    for (const file of files) {
      copyFileSync(join(module.Dir, 'example/prometheus-operator-crd', file), join(copying, file));
    }
    renameSync(copying, directory);
  }
  return files.map((file) => join(directory, file));
}

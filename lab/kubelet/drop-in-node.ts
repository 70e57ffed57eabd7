import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Node } from './node';

export const DROP_IN = `# For NodeLocal DNSCache: kubelet.sh revert takes it away.
clusterDNS: ["169.254.20.10", "10.96.0.10"]
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
`;

/** A node whose kubelet reads a directory. */
export class DropInNode extends Node {
  readonly configDir = join(this.directory, 'etc');
  readonly dropIn = join(this.configDir, '99-node-local-dns.conf');

  constructor(shell?: readonly string[], flags = (directory: string) => [`--config-dir=${directory}`]) {
    super('kind: KubeletConfiguration\n', shell);
    this.startKubelet([`--config=${this.file}`, ...flags(this.configDir), '--v=2']);
  }

  override run(action: string, parameters: Record<string, string> = {}) {
    return super.run(action, { FILE: this.dropIn, CONFIG_DIR: this.configDir, ...parameters });
  }

  override get text(): string {
    return existsSync(this.dropIn) ? readFileSync(this.dropIn, 'utf8') : '';
  }
}

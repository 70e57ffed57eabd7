import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Node } from './node';

export const DROP_IN = `# For NodeLocal DNSCache: kubelet.sh revert takes it away.
clusterDNS: ["169.254.20.10", "10.96.0.10"]
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
`;

/** A node whose kubelet reads a directory of drop-ins. */
export class DropInNode extends Node {
  readonly configDir = join(this.directory, 'etc');
  readonly dropIn = join(this.configDir, '99-node-local-dns.conf');
  private readonly kubelet: ChildProcess;

  constructor(shell?: readonly string[], args = (directory: string) => [`--config-dir=${directory}`]) {
    super('kind: KubeletConfiguration\n', shell);
    // This process has the kubelet's name and arguments, and ends with its standard input.
    this.kubelet = spawn('dash', ['-c', 'read -r _', '/usr/bin/kubelet', ...args(this.configDir), '--v=2']);
  }

  override run(action: string, parameters: Record<string, string> = {}) {
    return super.run(action, { FILE: this.dropIn, CONFIG_DIR: this.configDir, ...parameters });
  }

  override get text(): string {
    return existsSync(this.dropIn) ? readFileSync(this.dropIn, 'utf8') : '';
  }

  stop() {
    this.kubelet.kill();
  }

  override remove() {
    this.stop();
    super.remove();
  }
}

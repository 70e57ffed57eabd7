import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { daemon } from './process';

/**
 * A stand-in for systemd: `systemctl` and `systemd-run` for what the package's scripts ask of them. As with systemd, it is
 * another process than the caller that starts and ends services, in the machine's own namespaces and cgroups.
 */
export function startServiceManager() {
  const script = (name: string) => join(__dirname, 'systemd', name);
  for (const name of ['systemctl', 'systemd-run']) symlinkSync(script(`${name}.sh`), `/usr/local/bin/${name}`);
  daemon('service-manager', script('service-manager.sh'), []);
}

import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { daemon } from './process';

/**
 * A stand-in for systemd, with as much of `systemctl` and `systemd-run` as the package's scripts use. As with systemd, a
 * process of its own starts and ends the services, in the machine's namespaces and cgroups.
 */
export function startServiceManager() {
  const script = (name: string) => join(__dirname, 'systemd', name);
  for (const name of ['systemctl', 'systemd-run']) symlinkSync(script(`${name}.sh`), `/usr/local/bin/${name}`);
  daemon('service-manager', script('service-manager.sh'), []);
}

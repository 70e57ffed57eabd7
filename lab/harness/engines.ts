import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { ProxyMode } from './node';

export const ENGINES = ['host', 'uml'] as const;
export type Engine = (typeof ENGINES)[number];

/** The proxy modes that an engine runs by default. */
export const PROXY_MODES: Record<Engine, ProxyMode[]> = { host: ['iptables', 'nftables'], uml: ['ipvs'] };

/** What an engine lacks on this machine, each with its remedy; empty if the engine can run. */
export function missing(engine: Engine, proxyMode: ProxyMode): string[] {
  const found = (program: string) => succeeds('sh', '-c', `command -v ${program}`);
  const lacks: [boolean, string][] = [
    [process.platform !== 'linux', 'Linux: the lab is made of its namespaces'],
    [process.getuid?.() !== 0, 'root: namespaces, mounts and cgroups need it; run it as root, or in a virtual machine'],
    [!found('apt-get'), 'apt-get: etcd, runc and the DNS tools are Debian packages'],
    [!found('go'), 'Go 1.26 or newer: Kubernetes, containerd and CoreDNS are built from Go modules'],
    [!found('openssl'), 'openssl: install the package of that name'],
    [!readFileSync('/proc/filesystems', 'utf8').includes('overlay'), 'the overlay file system: modprobe overlay'],
  ];
  if (engine === 'host') {
    lacks.push(
      [!found('unshare') || !found('nsenter'), 'unshare and nsenter: install util-linux'],
      [
        proxyMode === 'ipvs' && !hasIpvs(),
        "IPVS: this kernel has none; use the engine with a kernel of its own, 'uml'",
      ],
    );
  }
  return lacks.filter(([lack]) => lack).map(([, what]) => what);
}

function hasIpvs(): boolean {
  return succeeds('sh', '-c', '[ -e /proc/net/ip_vs ] || modprobe --dry-run ip_vs');
}

function succeeds(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

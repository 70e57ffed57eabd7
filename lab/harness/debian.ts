import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { cached, key } from './cache';
import type { Engine } from './engines';

/** The lab's Debian packages. Nothing is installed: they are unpacked, and a machine lays them over its root. */
const PACKAGES = [
  'bind9-dnsutils',
  'busybox-static',
  'conntrack',
  'containernetworking-plugins',
  'dnsperf',
  'etcd-server',
  'gawk',
  'iproute2',
  'ipset',
  'iptables',
  'kmod',
  'nftables',
  'original-awk',
  'procps',
  'runc',
  'unbound',
];

const KERNEL_PACKAGES: Record<Engine, string[]> = { host: [], uml: ['user-mode-linux'] };

/** The directory with the unpacked packages. apt's lists need root. */
export function debianPackages(engine: Engine = 'host'): string {
  const packages = [...PACKAGES, ...KERNEL_PACKAGES[engine]];
  const tree = join(cached('debian'), key(readFileSync(__filename), ...packages, process.arch));
  if (existsSync(tree)) return tree;
  const unpacking = `${tree}.new`;
  const archives = `${tree}.archives`;
  for (const directory of [unpacking, archives]) rmSync(directory, { recursive: true, force: true });
  mkdirSync(unpacking);
  mkdirSync(join(archives, 'partial'), { recursive: true });

  const apt = (...args: string[]) =>
    execFileSync('apt-get', ['-qq', '-o', 'APT::Sandbox::User=root', ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  apt('update');
  // --reinstall fetches packages that this machine has already, so that the tree is the same everywhere.
  apt(
    ...['install', '--reinstall', '--download-only', '--yes', '--no-install-recommends'],
    ...['-o', `Dir::Cache::archives=${archives}`, ...packages],
  );
  for (const archive of readdirSync(archives).filter((file) => file.endsWith('.deb'))) {
    execFileSync('dpkg-deb', ['--extract', join(archives, archive), unpacking]);
  }
  mergeUsr(unpacking);
  linkIptables(unpacking);
  linkModules(unpacking);
  rmSync(archives, { recursive: true });
  renameSync(unpacking, tree);
  return tree;
}

/** Moves /lib and the like into /usr. Debian's root has links there; a directory laid over /lib would hide the C library. */
function mergeUsr(tree: string) {
  for (const directory of ['bin', 'lib', 'lib64', 'sbin']) {
    if (!existsSync(join(tree, directory))) continue;
    cpSync(join(tree, directory), join(tree, 'usr', directory), { recursive: true, verbatimSymlinks: true });
    rmSync(join(tree, directory), { recursive: true });
  }
}

/** Makes the links of the package's install script, for both backends: `/usr/lib/iptables-{nft,legacy}`. */
function linkIptables(tree: string) {
  for (const backend of ['nft', 'legacy']) {
    const directory = join(tree, 'usr/lib', `iptables-${backend}`);
    mkdirSync(directory);
    for (const family of ['iptables', 'ip6tables']) {
      for (const suffix of ['', '-save', '-restore']) {
        symlinkSync(`/usr/sbin/xtables-${backend}-multi`, join(directory, family + suffix));
      }
    }
  }
}

/** Links the modules of user-mode Linux's kernel to where modprobe looks for them. */
function linkModules(tree: string) {
  const modules = join(tree, 'usr/lib/uml/modules');
  if (!existsSync(modules)) return;
  mkdirSync(join(tree, 'usr/lib/modules'));
  for (const version of readdirSync(modules))
    symlinkSync(`../uml/modules/${version}`, join(tree, 'usr/lib/modules', version));
}

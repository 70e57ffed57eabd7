import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cached, key } from './cache';

/**
 * The directory with `promtool` and `prometheus` of Debian's package. The package is unpacked, not installed, and
 * without those that it depends on: both programs need the C library alone. The first time needs the network, and no
 * root.
 */
export function prometheusPrograms(): string {
  const tree = join(cached('prometheus'), key(readFileSync(__filename), process.arch));
  const programs = join(tree, 'usr/bin');
  if (existsSync(tree)) return programs;
  const unpacking = `${tree}.new`;
  rmSync(unpacking, { recursive: true, force: true });
  mkdirSync(unpacking, { recursive: true });
  download(unpacking);
  const [archive] = readdirSync(unpacking).filter((file) => file.endsWith('.deb'));
  execFileSync('dpkg-deb', ['--extract', join(unpacking, archive), unpacking]);
  rmSync(join(unpacking, archive));
  renameSync(unpacking, tree);
  return programs;
}

/** apt's lists are kept apart, so that this needs no root and changes nothing of the machine's. */
function download(directory: string) {
  const state = join(directory, 'apt');
  mkdirSync(join(state, 'lists/partial'), { recursive: true });
  const options = [`Dir::State=${state}`, `Dir::Cache=${state}`, 'Dir::State::status=/var/lib/dpkg/status'];
  if (process.getuid?.() === 0) options.push('APT::Sandbox::User=root');
  const apt = (...args: string[]) =>
    execFileSync('apt-get', ['-qq', ...options.flatMap((option) => ['-o', option]), ...args], {
      cwd: directory,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  apt('update');
  apt('download', 'prometheus');
  rmSync(state, { recursive: true });
}

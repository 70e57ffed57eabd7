import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cached, key } from './cache';
import { sh } from './process';

const SOURCE = join(__dirname, '../programs/musl/lookups.c');
/** A small C compiler, since the lab asks nobody to have one, and the C library of Alpine. */
const PACKAGES = ['tcc', 'musl', 'musl-dev'];

/** The path of `lookups.c`, built with musl. Builds it unless the cache has it. apt's lists need root. */
export function muslLookups(): string {
  const program = join(cached('programs'), `lookups-musl-${key(readFileSync(SOURCE), readFileSync(__filename))}`);
  if (existsSync(program)) return program;
  const directory = mkdtempSync(`${program}.`);
  const root = join(directory, 'root');
  mkdirSync(root);
  const apt = (...args: string[]) =>
    execFileSync('apt-get', ['-qq', '-o', 'APT::Sandbox::User=root', ...args], {
      cwd: directory,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  apt('update');
  // Without what they depend on: musl-dev wants gcc, for a compiler that is not used here.
  apt('download', ...PACKAGES);
  for (const archive of readdirSync(directory).filter((file) => file.endsWith('.deb'))) {
    sh('dpkg-deb', ['--extract', join(directory, archive), root]);
  }
  const [compiler, musl] = ['x86_64-linux-gnu/tcc', 'x86_64-linux-musl'].map((path) => join(root, 'usr/lib', path));
  const built = join(directory, 'lookups');
  sh(join(root, 'usr/bin/tcc'), [
    ...[`-B${compiler}`, '-static', '-nostdlib', '-nostdinc', `-I${join(root, 'usr/include/x86_64-linux-musl')}`],
    ...[`-I${join(compiler, 'include')}`, '-o', built, join(musl, 'crt1.o'), SOURCE],
    ...[join(musl, 'libc.a'), join(compiler, 'libtcc1.a')],
  ]);
  renameSync(built, program);
  rmSync(directory, { recursive: true });
  return program;
}

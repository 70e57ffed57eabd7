import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const ROOT = join(__dirname, '..');

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'package-'));
  for (const file of sources()) put(file);
  writeFileSync(join(folder, 'package.json'), readFileSync(join(ROOT, 'package.json')));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** The files of the repository. */
function sources(): string[] {
  return execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n');
}

/** What jsii and the compile task make of the sources. */
function compiled(): string[] {
  return sources()
    .filter((file) => file.startsWith('src/'))
    .map((file) => file.replace('src/', 'lib/'))
    .flatMap((file) => (file.endsWith('.ts') ? [file.replace(/ts$/, 'js'), file.replace(/ts$/, 'd.ts')] : [file]));
}

function put(file: string) {
  mkdirSync(join(folder, dirname(file)), { recursive: true });
  writeFileSync(join(folder, file), '');
}

/** What npm would ship, by its own account. */
function shipped(): string[] {
  const [{ files }] = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts', '--loglevel=error'], {
      cwd: folder,
      encoding: 'utf8',
    }),
  );
  return files.map(({ path }: { path: string }) => path).sort();
}

const DOCUMENTS = ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'];

test('the package holds its compiled code, its jsii assembly and four documents', () => {
  for (const file of [...compiled(), '.jsii']) put(file);

  expect(shipped()).toEqual([...compiled(), '.jsii', ...DOCUMENTS].sort());
});

test('the package holds nothing that happens to lie around', () => {
  for (const file of [
    '.env',
    'id_ed25519',
    'notes.txt',
    'tsconfig.tsbuildinfo',
    'coverage/index.html',
    'dist/js/a.tgz',
  ]) {
    put(file);
  }

  expect(shipped()).toEqual(DOCUMENTS);
});

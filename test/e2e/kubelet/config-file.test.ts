import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { WORK_TREE } from '../lab/machine';
import { CONFIGURATIONS, REFUSED } from './configurations';

const PROGRAM = join(WORK_TREE, 'src/node-scripts/config-file.awk');
const AWKS = [['mawk'], ['gawk'], ['gawk', '--posix'], ['original-awk'], ['busybox', 'awk']].filter(
  ([program]) => spawnSync('which', [program]).status === 0,
);
const directory = mkdtempSync(join(tmpdir(), 'config-file-'));
afterAll(() => rmSync(directory, { recursive: true }));

function run([program, ...more]: string[], action: string, text: string, to = '') {
  const args = [...more, '-v', `action=${action}`, '-v', 'file=it', '-v', `to=${to}`, '-f', PROGRAM];
  return spawnSync(program, args, { input: `${text}x`, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
}

function edit(awk: string[], action: string, text: string, to?: string): string {
  const { status, stdout, stderr } = run(awk, action, text, to);
  expect([status, stderr]).toEqual([0, '']);
  return stdout;
}

/** The first document, which is all that the kubelet reads. */
function read(text: string) {
  const [document] = parseAllDocuments(text.replace(/^\ufeff/, ''));
  expect(document.errors).toEqual([]);
  return document.toJS();
}

const commentsOf = (text: string) => text.match(/(?<=^|\s)#.*/gm) ?? [];

test('there are awks and configurations to try', () => {
  expect(AWKS).toContainEqual(['mawk']);
  expect(Object.keys(CONFIGURATIONS).length).toBeGreaterThan(40);
});

describe.each(AWKS.map((awk) => [awk.join(' '), awk] as const))('%s', (_, awk) => {
  describe.each(Object.entries(CONFIGURATIONS))('%s', (_, text) => {
    const list = (read(text).clusterDNS ?? []).join(' ');

    test('is read', () => {
      expect(edit(awk, 'get', text)).toBe(`${list}\n`);
    });

    test.each(['169.254.20.10 10.96.0.10', 'fd00::10', ''])('set to "%s" differs in clusterDNS alone', (to) => {
      const set = edit(awk, 'set', text, to);
      const clusterDNS = to.split(' ').filter((address) => address);
      expect(read(set)).toEqual({ ...read(text), clusterDNS });
      expect(edit(awk, 'get', set)).toBe(`${to}\n`);
      expect(edit(awk, 'rest', set)).toBe(edit(awk, 'rest', text));
      expect(commentsOf(set)).toEqual(commentsOf(text));
      expect(set.includes('\r\n')).toBe(text.includes('\r\n'));
    });

    test('set twice is as set once', () => {
      const once = edit(awk, 'set', text, '169.254.20.10');
      expect(edit(awk, 'set', edit(awk, 'set', text, 'fd00::10 fd00::11'), '169.254.20.10')).toBe(once);
    });
  });

  test.each(Object.entries(REFUSED))('refuses %s', (_, [text, reason]) => {
    const { status, stdout, stderr } = run(awk, 'set', text, '169.254.20.10');
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain(`kubelet: it: `);
    expect(stderr).toContain(reason);
  });
});

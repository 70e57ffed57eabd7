import { execFile } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { program } from '../harness/programs';
import { CONFIGURATIONS } from './configurations';
import { Node } from './node';

const directory = mkdtempSync(join(tmpdir(), 'real-kubelet-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** The reason why a kubelet with this configuration ends. It has no network and no API server, but reads its file first. */
async function end(name: string, text: string, ...more: string[]): Promise<string> {
  const root = join(directory, name);
  const file = join(directory, `${name}.yaml`);
  writeFileSync(file, text);
  const runtime = '--container-runtime-endpoint=unix:///nowhere.sock';
  const args = ['--config', file, '--root-dir', root, '--cert-dir', join(root, 'pki'), runtime, ...more];
  const command = ['20', 'unshare', '--net', '--mount', await program('kubelet'), ...args];
  const said = await new Promise<string>((resolve) => {
    execFile('timeout', command, (_error, stdout, stderr) => resolve(stdout + stderr));
  });
  expect(said).not.toContain('lenient decoding');
  return /command failed" err="(.*)"/.exec(said)?.[1].replaceAll(name, '') ?? said;
}

test('the real kubelet says so when it cannot read its configuration', async () => {
  const wrong = 'apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nclusterDNS: 3\n';
  expect(await end('wrong', wrong)).toContain('failed to load kubelet config file');
});

test('the real kubelet reads a drop-in of ours', async () => {
  const node = new Node('');
  const drop = async (text?: string) => {
    if (text !== undefined) node.write(text);
    renameSync(node.file, join(node.directory, 'etc', '99.conf'));
    const said = await end('drop-in', CONFIGURATIONS.kind, '--config-dir', join(node.directory, 'etc'));
    renameSync(join(node.directory, 'etc', '99.conf'), node.file);
    return said;
  };
  expect(await drop('kind: KubeletConfiguration\nclusterDNS: 3\n')).toContain('failed to');
  rmSync(node.file);
  node.startKubelet([`--config-dir=${join(node.directory, 'etc')}`]);
  const { output } = await node.run('patch', { CONFIG_DIR: join(node.directory, 'etc') });
  expect(output).toContain('the kubelet is back');
  expect(await drop()).not.toMatch(/failed to (load|merge|parse|read)/);
  node.remove();
});

test.each(Object.entries(CONFIGURATIONS))('the real kubelet reads, patched as before: %s', async (name, text) => {
  const node = new Node(text);
  const { status, output } = await node.run('patch');
  expect([status, output]).toEqual([0, expect.stringContaining('the kubelet is back')]);
  const [before, after] = await Promise.all([end('before', text), end('after', node.text)]);
  node.remove();
  // Later failures do not matter: the kubelet cannot run here.
  for (const said of [before, after])
    expect([name, said]).toEqual([name, expect.not.stringContaining('failed to load')]);
});

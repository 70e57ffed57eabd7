import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { DROP_IN, DropInNode } from './drop-in-node';
import { FATAL, type Node, SHELLS } from './node';

const FILES = ['etc', 'etc/config.yaml'];

describe.each(SHELLS)('with %s', (_, shell) => {
  const nodes: Node[] = [];
  const aNode = (flags?: (directory: string) => string[]) => {
    const node = new DropInNode(shell, flags);
    nodes.push(node);
    return node;
  };
  afterEach(() => {
    for (const node of nodes.splice(0)) node.remove();
  });

  test('patch writes a file of ours, once, and revert removes it', async () => {
    const node = aNode();
    expect((await node.run('patch')).output).toContain('the kubelet is back');
    expect([node.text, statSync(node.dropIn).mode & 0o777, node.up]).toEqual([DROP_IN, 0o600, true]);
    expect((await node.run('patch')).output).toContain('already');
    expect(node.restarts).toBe(1);
    expect((await node.run('revert', { CONFIG_DIR: '' })).output).toContain('is as without the cache');
    expect([node.files, node.up, node.restarts]).toEqual([FILES, true, 2]);
  });

  test('a kubelet that does not come back is rid of the file', async () => {
    const node = aNode();
    const { status, output } = await node.run('patch', { NAMESERVERS: FATAL });
    expect([status, output]).toEqual([1, expect.stringContaining('the one before is in use again')]);
    expect([existsSync(node.dropIn), node.up, node.restarts]).toEqual([false, true, 2]);
  });

  test('revert leaves what others have put into the file, without a list that would win', async () => {
    const node = aNode();
    await node.run('patch');
    writeFileSync(node.dropIn, `${DROP_IN}maxPods: 50\n`);
    await node.run('revert');
    expect(node.text).toBe(`${DROP_IN.replace(/^clusterDNS.*\n/m, '')}maxPods: 50\n`);
  });

  test('a file that somebody has put there is kept, and comes back', async () => {
    const node = aNode();
    const theirs = 'apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nclusterDNS: [10.96.0.10]\n';
    writeFileSync(node.dropIn, theirs);
    await node.run('patch');
    expect(node.text).toContain('clusterDNS: ["169.254.20.10", "10.96.0.10"]');
    await node.run('revert');
    expect(node.text).toBe(theirs);
  });

  test('revert does not need a kubelet that still reads the directory', async () => {
    const node = aNode();
    await node.run('patch');
    node.startKubelet([]);
    await node.run('revert');
    expect(node.files).toEqual(FILES);
  });

  test.each([
    ['in two words', (directory: string) => ['--config-dir', directory]],
    ['with a slash at its end', (directory: string) => [`--config-dir=${directory}/`]],
  ])('the flag may be %s', async (_, args) => {
    expect((await aNode(args).run('patch')).status).toBe(0);
  });

  test.each([
    ['no flag', () => [] as string[]],
    ['another directory', (directory: string) => [`--config-dir=${directory}.d`]],
    ['a directory in it', (directory: string) => [`--config-dir=${directory}/more`]],
    ['another flag', (directory: string) => [`--no-config-dir=${directory}`]],
  ])('an error leaves the node as it was: %s', async (_, args) => {
    const node = aNode(args);
    const { status, output } = await node.run('patch');
    expect([status, output]).toEqual([1, expect.stringContaining('the kubelet does not read')]);
    expect([node.files, node.restarts]).toEqual([FILES, 0]);
  });

  test('an error leaves the node as it was: no directory', async () => {
    const node = aNode();
    rmSync(node.configDir, { recursive: true });
    expect((await node.run('patch')).output).toContain('there is no directory');
    expect(node.files).toEqual([]);
    mkdirSync(node.configDir);
  });
});

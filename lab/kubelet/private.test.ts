import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { DropInNode } from './drop-in-node';
import { FATAL, Node, SHELLS } from './node';

const SECRET = `kind: KubeletConfiguration\nstaticPodURLHeader:\n  Authorization: [Bearer abc]\nclusterDNS: [10.96.0.10]\n`;

const nodes: Node[] = [];
const known = <T extends Node>(node: T): T => {
  nodes.push(node);
  return node;
};
afterEach(() => {
  for (const node of nodes.splice(0)) node.remove();
});

/** A node whose file is root's alone, and on which a restart writes down what others can read at that moment. */
function aNode(shell?: readonly string[]) {
  const node = known(new Node(SECRET, shell));
  chmodSync(node.file, 0o600);
  const systemctl = readFileSync(join(node.bin, 'systemctl'), 'utf8').replace(/^.*\n/, '');
  const find = 'find "$NODE/state" "$NODE/etc" -mindepth 1 -perm /077 >> "$NODE/up.readable"';
  node.program('systemctl', `${find}\n${systemctl}`);
  return node;
}
const readableAtRestart = (node: Node) => readFileSync(join(node.directory, 'up.readable'), 'utf8');

describe.each(SHELLS)('with %s', (_, shell) => {
  test('nobody else can read what was not readable before, whatever the umask', async () => {
    const node = aNode(shell);
    expect((await node.run('patch')).status).toBe(0);
    expect([readableAtRestart(node), node.readable, statSync(node.state).mode & 0o777]).toEqual(['', [], 0o700]);
    await node.run('patch', { NAMESERVERS: FATAL });
    expect([readFileSync(join(node.state, 'failed'), 'utf8'), node.readable]).toEqual([
      expect.stringContaining('Bearer'),
      [],
    ]);
    await node.run('revert');
    expect([readableAtRestart(node), node.readable]).toEqual(['', []]);
  });
});

test.each(['patch', 'revert'])('what an older version has left readable is made private by %s', async (action) => {
  const node = aNode();
  await node.run('patch');
  chmodSync(node.state, 0o755);
  for (const name of ['original', 'ours', 'parameters']) chmodSync(join(node.state, name), 0o644);
  expect((await node.run(action, { NAMESERVERS: '169.254.20.11' })).status).toBe(0);
  expect(readableAtRestart(node)).toBe('');
  if (action === 'patch') expect([statSync(node.state).mode & 0o777, node.readable]).toEqual([0o700, []]);
});

test('a drop-in is for root alone, and one that was there keeps its mode', async () => {
  const node = known(new DropInNode());
  await node.run('patch');
  expect(statSync(node.dropIn).mode & 0o777).toBe(0o600);
  await node.run('revert');
  writeFileSync(node.dropIn, 'kind: KubeletConfiguration\n');
  chmodSync(node.dropIn, 0o640);
  await node.run('patch');
  expect(statSync(node.dropIn).mode & 0o777).toBe(0o640);
});

/** The SELinux label of a file, which a kernel without SELinux keeps like any other attribute; undefined if it cannot. */
function label(path: string, set?: string): string | undefined {
  const program = `
import os, sys
if len(sys.argv) > 2: os.setxattr(sys.argv[1], 'security.selinux', sys.argv[2].encode())
print(os.getxattr(sys.argv[1], 'security.selinux').decode(), end='')`;
  const { status, stdout } = spawnSync('python3', ['-c', program, path, ...(set ? [set] : [])], { encoding: 'utf8' });
  return status === 0 ? stdout : undefined;
}

test('the file keeps its SELinux label', async ({ skip }) => {
  const node = aNode();
  const theirs = 'system_u:object_r:kubelet_config_t:s0';
  if (label(node.file, theirs) !== theirs) skip('no extended attributes here, or no python3 to set them');
  await node.run('patch');
  expect([node.text, label(node.file)]).toEqual([expect.stringContaining('169.254.20.10'), theirs]);
});

test('a file whose owner or mode cannot be kept stays as it is', async () => {
  const node = aNode();
  chmodSync(node.file, 0o640);
  chownSync(node.file, 12, 34);
  node.program('cp', '[ "$1" != -a ] || shift; exec /usr/bin/cp "$@"');
  const { status, output } = await node.run('patch');
  expect([status, output]).toEqual([1, expect.stringContaining('with its owner, mode and SELinux label')]);
  const { mode, uid, gid } = statSync(node.file);
  expect([node.text, mode & 0o777, uid, gid, node.restarts]).toEqual([SECRET, 0o640, 12, 34, 0]);
  expect(existsSync(`${node.file}.new-dns`)).toBe(false);
});

test('a command that restarts the kubelet has the umask that it would have without us', async () => {
  const node = aNode();
  const RESTART_COMMAND = 'umask > "$NODE/up.mask"; systemctl restart kubelet';
  const before = process.umask(0o027);
  const answer = await node.run('patch', { RESTART_COMMAND });
  process.umask(before);
  expect([answer.status, readFileSync(join(node.directory, 'up.mask'), 'utf8')]).toEqual([0, '0027\n']);
});

test('a patch that comes while a revert ends keeps what it remembers', async () => {
  const node = aNode();
  await node.run('patch');
  // A revert whose last step takes long, and says when it begins.
  const slow = `case $* in "-rf $NODE/state") : > "$NODE/up.removing"; /usr/bin/sleep 1 ;; esac; exec /usr/bin/rm "$@"`;
  node.program('rm', slow);
  const revert = node.run('revert');
  while (!existsSync(join(node.directory, 'up.removing'))) await new Promise((resolve) => setTimeout(resolve, 20));
  const patch = await node.run('patch');
  expect([patch.status, (await revert).status]).toEqual([0, 0]);
  expect([existsSync(join(node.state, 'parameters')), existsSync(join(node.state, 'original'))]).toEqual([true, true]);
  expect((await node.run('revert')).output).toContain('is as without the cache');
  expect(node.text).toBe(SECRET);
});

import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { FATAL, Node } from './node';

const TEXT = 'kind: KubeletConfiguration\nclusterDNS: [10.96.0.10]\n';
const HAS_BUSYBOX = spawnSync('which', ['busybox']).status === 0;

const nodes: Node[] = [];
afterEach(() => {
  for (const node of nodes.splice(0)) node.remove();
});

/** A node that has no programs but busybox's. */
function aNode() {
  const node = new Node(TEXT, ['busybox', 'sh']);
  nodes.push(node);
  const busybox = execFileSync('which', ['busybox'], { encoding: 'utf8' }).trim();
  for (const applet of execFileSync('busybox', ['--list'], { encoding: 'utf8' }).split('\n').filter(Boolean))
    if (!existsSync(join(node.bin, applet))) symlinkSync(busybox, join(node.bin, applet));
  // Debian's busybox is without this one.
  if (!existsSync(join(node.bin, 'flock'))) symlinkSync('/usr/bin/flock', join(node.bin, 'flock'));
  const run = node.run.bind(node);
  return Object.assign(node, { run: (action: string, more = {}) => run(action, { PATH: node.bin, ...more }) });
}

describe.runIf(HAS_BUSYBOX)('with no programs but those of busybox', () => {
  test('patch and revert keep the bytes, owner and mode', async () => {
    const node = aNode();
    chmodSync(node.file, 0o640);
    chownSync(node.file, 12, 34);
    const attributes = () => {
      const { mode, uid, gid } = statSync(node.file);
      return [mode & 0o777, uid, gid];
    };
    expect((await node.run('patch')).output).toBe(
      `kubelet: ${node.file} has 169.254.20.10 10.96.0.10, and the kubelet is back\n`,
    );
    expect([attributes(), statSync(node.state).mode & 0o777]).toEqual([[0o640, 12, 34], 0o700]);
    expect((await node.run('patch')).output).toContain('already');
    expect((await node.run('revert')).output).toBe(`kubelet: ${node.file} is as without the cache\n`);
    expect([attributes(), node.text]).toEqual([[0o640, 12, 34], TEXT]);
  });

  test('auto finds an environment file, and a kubelet that does not come back gets it back', async () => {
    const node = aNode();
    const file = node.other('KUBELET_ARGS="--v=2 --cluster-dns=10.96.0.10"\n');
    node.unit(`EnvironmentFile=-${file}\nExecStart=/usr/bin/kubelet \\\n  $KUBELET_ARGS\n`);
    node.useVariable('KUBELET_ARGS', file);
    const { status, output } = await node.run('patch', { KIND: 'auto', FILE: '', NAMESERVERS: FATAL });
    expect([status, output]).toEqual([
      1,
      expect.stringContaining(`the kubelet did not come back with the new ${file}`),
    ]);
    expect((await node.run('patch', { KIND: 'auto', FILE: '' })).output).toContain(
      `${file} has 169.254.20.10 10.96.0.10`,
    );
  });

  test('another place that wins is named', async () => {
    const node = aNode();
    mkdirSync(join(node.directory, 'etc/d/e'), { recursive: true });
    writeFileSync(join(node.directory, 'etc/d/e/0.conf'), TEXT);
    node.startKubelet([`--config=${node.file}`, `--config-dir=${join(node.directory, 'etc/d')}`]);
    expect((await node.run('patch')).output).toContain(`etc/d/e/0.conf is 10.96.0.10, and wins over ${node.file}`);
  });
});

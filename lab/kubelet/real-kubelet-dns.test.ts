import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { WORK_TREE } from '../harness/machine';
import { program } from '../harness/programs';
import { Node } from './node';

const HEAD = 'apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nfailCgroupV1: false\n';
const lists = (...addresses: string[]) => `${HEAD}clusterDNS: [${addresses.join(', ')}]\n`;

/** What the real kubelet has in its log, which it writes before it ends: it has no API server here. */
async function real(directory: string, flags: string[]): Promise<string> {
  const own = ['--root-dir', join(directory, 'root'), '--cert-dir', join(directory, 'pki'), '--v=5'];
  const args = [...flags, ...own, '--container-runtime-endpoint=unix:///nowhere.sock'];
  const { stdout, stderr } = spawnSync(
    'timeout',
    ['20', 'unshare', '--net', '--mount', await program('kubelet'), ...args],
    {
      encoding: 'utf8',
      cwd: directory,
    },
  );
  const [, list] = /"ClusterDNS": (null|\[[^\]]*\])/.exec(stdout + stderr) ?? [];
  if (list === undefined) throw new Error(stdout + stderr);
  return (JSON.parse(list) ?? []).join(' ');
}

/** What running.sh makes of the same. */
function ours(flags: string[]): string {
  const node = new Node('');
  node.startKubelet(flags);
  const script = `set -u; work=$1 here=$2 PROC=$1/proc FILE='' CONFIG_DIR='' SERVICE=kubelet
    fail() { echo "$*"; exit 1; }; . "$here/running.sh"; ask; look; echo "$dns"`;
  const args = ['-c', script, 'sh', node.directory, join(WORK_TREE, 'src/kubelet')];
  const { stdout, stderr } = spawnSync('dash', args, { encoding: 'utf8' });
  node.remove();
  return stdout.trimEnd() + stderr;
}

const BOTH = ['--config={}/c.yaml', '--config-dir={}/d'];
test.each<[string, Record<string, string>, string[], string]>([
  ['a configuration', { 'c.yaml': lists('10.0.0.1', '10.0.0.2') }, BOTH, '10.0.0.1 10.0.0.2'],
  ['none in it', { 'c.yaml': HEAD }, BOTH, ''],
  ['a drop-in', { 'c.yaml': lists('10.0.0.1'), 'd/a.conf': lists('10.0.0.2') }, BOTH, '10.0.0.2'],
  ['two drop-ins', { 'c.yaml': HEAD, 'd/10.conf': lists('10.0.0.1'), 'd/9.conf': lists('10.0.0.2') }, BOTH, '10.0.0.2'],
  ['capitals', { 'c.yaml': HEAD, 'd/a.conf': lists('10.0.0.1'), 'd/B.conf': lists('10.0.0.2') }, BOTH, '10.0.0.1'],
  [
    'a directory',
    { 'c.yaml': HEAD, 'd/a/z.conf': lists('10.0.0.1'), 'd/a-b.conf': lists('10.0.0.2') },
    BOTH,
    '10.0.0.2',
  ],
  [
    'a directory after',
    { 'c.yaml': HEAD, 'd/b/0.conf': lists('10.0.0.1'), 'd/a.conf': lists('10.0.0.2') },
    BOTH,
    '10.0.0.1',
  ],
  [
    'other names',
    { 'c.yaml': lists('10.0.0.1'), 'd/a.yaml': lists('10.0.0.2'), 'd/.conf': lists('10.0.0.3') },
    BOTH,
    '10.0.0.3',
  ],
  ['an empty list after', { 'c.yaml': lists('10.0.0.1'), 'd/a.conf': lists() }, BOTH, ''],
  ['null after', { 'c.yaml': lists('10.0.0.1'), 'd/a.conf': `${HEAD}clusterDNS: null\n` }, BOTH, ''],
  ['silence after', { 'c.yaml': lists('10.0.0.1'), 'd/a.conf': `# clusterDNS\n${HEAD}` }, BOTH, '10.0.0.1'],
  [
    'the last configuration',
    { 'c.yaml': lists('10.0.0.1'), 'b.yaml': lists('10.0.0.2') },
    ['--config={}/b.yaml', '--config', '{}/c.yaml'],
    '10.0.0.1',
  ],
  [
    'a flag',
    { 'c.yaml': lists('10.0.0.1'), 'd/a.conf': lists('10.0.0.2') },
    [...BOTH, '--cluster-dns=10.0.0.3'],
    '10.0.0.3',
  ],
  [
    'flags',
    { 'c.yaml': lists('10.0.0.1') },
    [...BOTH, '--cluster_dns', '10.0.0.3', '--cluster-dns=10.0.0.4,10.0.0.5'],
    '10.0.0.3 10.0.0.4 10.0.0.5',
  ],
  ['an empty flag', { 'c.yaml': lists('10.0.0.1') }, [...BOTH, '--cluster-dns='], ''],
  ['no configuration', {}, ['--fail-cgroupv1=false'], ''],
])('the real kubelet has the nameservers that the script thinks: %s', async (_, files, flags, expected) => {
  const directory = mkdtempSync(join(tmpdir(), 'dns-'));
  mkdirSync(join(directory, 'd'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(directory, path, '..'), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  const given = flags.map((flag) => flag.replace('{}', directory));
  const answers = [await real(directory, given), ours(given)];
  rmSync(directory, { recursive: true });
  expect(answers).toEqual([expected, expected]);
});

test('the real kubelet looks at no file in a directory that is a link', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'dns-'));
  mkdirSync(join(directory, 'd'));
  symlinkSync('d', join(directory, 'link'));
  writeFileSync(join(directory, 'c.yaml'), HEAD);
  writeFileSync(join(directory, 'd', 'a.conf'), lists('10.0.0.1'));
  const flags = (name: string) => [`--config=${directory}/c.yaml`, `--config-dir=${directory}/${name}`];
  const answers = [];
  for (const name of ['link', 'link/', 'd']) answers.push(await real(directory, flags(name)), ours(flags(name)));
  rmSync(directory, { recursive: true });
  expect(answers).toEqual(['', '', '10.0.0.1', '10.0.0.1', '10.0.0.1', '10.0.0.1']);
});

import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { CONFIGURATIONS } from './configurations';
import { FATAL, LOCAL_AND_KUBE_DNS, Node, type Run, SHELLS } from './node';

const ORIGINAL = CONFIGURATIONS['kubeadm 1.36'];
const PATCHED = ORIGINAL.replace('clusterDNS:\n- 10.96.0.10', 'clusterDNS: ["169.254.20.10", "10.96.0.10"]');
const CLEAN = ['etc', 'etc/config.yaml'];

const nodes: Node[] = [];
const aNode = (...args: ConstructorParameters<typeof Node>) => {
  const node = new Node(...args);
  nodes.push(node);
  return node;
};
afterAll(() => {
  for (const node of nodes) node.remove();
});

const good = (part: string) => ({ status: 0, output: expect.stringContaining(part) });
const refused = (part: string) => ({ status: 1, output: expect.stringContaining(part) });

test('there is dash to try', () => {
  expect(SHELLS).toContainEqual(['dash', ['dash']]);
});

describe.each(SHELLS)('with %s', (_, shell) => {
  // Nodes with bash have the full set of programs, so some configurations are enough for it.
  const some = Object.entries(CONFIGURATIONS).filter((_, n) => shell[0] !== 'bash' || n % 8 === 0);
  // Busybox uses its own `sleep` and really waits, so the tests run at the same time.
  test.concurrent.each(some)('patch, then revert, gives the bytes of: %s', async (_, text) => {
    const node = aNode(text, shell);
    expect(await node.run('patch')).toEqual(good('the kubelet is back'));
    expect(node.text).not.toBe(text);
    expect(await node.run('revert')).toEqual(good('is as without the cache'));
    expect([node.text, node.files, node.up]).toEqual([text, CLEAN, true]);
  });

  test('a second patch changes nothing and restarts nothing', async () => {
    const node = aNode(ORIGINAL, shell);
    await node.run('patch');
    const before = statSync(node.file);
    expect(await node.run('patch')).toEqual(good(`has ${LOCAL_AND_KUBE_DNS} already`));
    expect([node.text, node.restarts, statSync(node.file).ino]).toEqual([PATCHED, 1, before.ino]);
  });

  test('a kubelet that does not come back gets its old file back, once', async () => {
    const node = aNode(ORIGINAL, shell);
    expect(await node.run('patch', { NAMESERVERS: FATAL })).toEqual(refused('the one before is in use again'));
    expect([node.text, node.up, node.restarts]).toEqual([ORIGINAL, true, 2]);
    expect(await node.run('patch', { NAMESERVERS: FATAL })).toEqual(refused('state/failed to try again'));
    expect([node.text, node.up, node.restarts]).toEqual([ORIGINAL, true, 2]);
    expect(await node.run('patch')).toEqual(good('the kubelet is back'));
    expect(node.text).toBe(PATCHED);
  });
});

describe('patch', () => {
  test('keeps owner and mode', async () => {
    const node = aNode(ORIGINAL);
    chmodSync(node.file, 0o640);
    chownSync(node.file, 12, 34);
    await node.run('patch');
    const { mode, uid, gid } = statSync(node.file);
    expect([mode & 0o777, uid, gid]).toEqual([0o640, 12, 34]);
  });

  test('keeps the original while the addresses change, and gives it back', async () => {
    const node = aNode(ORIGINAL);
    for (const NAMESERVERS of ['169.254.20.10', '169.254.25.10 10.96.0.10', 'fd00::10']) {
      expect(await node.run('patch', { NAMESERVERS })).toEqual(good(`has ${NAMESERVERS}, `));
      expect(readFileSync(join(node.state, 'original'), 'utf8')).toBe(ORIGINAL);
    }
    await node.run('revert');
    expect([node.text, node.files]).toEqual([ORIGINAL, CLEAN]);
  });

  test('takes what kubeadm writes anew for the original', async () => {
    const node = aNode(CONFIGURATIONS['kubeadm 1.35']);
    await node.run('patch');
    writeFileSync(node.file, ORIGINAL);
    await node.run('patch');
    expect(node.text).toBe(PATCHED);
    await node.run('revert');
    expect([node.text, node.files]).toEqual([ORIGINAL, CLEAN]);
  });

  test('leaves a node alone that somebody has patched by hand', async () => {
    const node = aNode(PATCHED);
    expect(await node.run('patch')).toEqual(good('already'));
    expect([node.restarts, node.files]).toEqual([0, CLEAN]);
  });

  test('puts another file back before it patches this one', async () => {
    const node = aNode(ORIGINAL);
    const other = join(node.directory, 'etc', 'other.yaml');
    writeFileSync(other, ORIGINAL);
    node.startKubelet([`--config=${other}`]);
    await node.run('patch', { FILE: other });
    node.startKubelet([`--config=${node.file}`]);
    await node.run('patch');
    expect([readFileSync(other, 'utf8'), node.text]).toEqual([ORIGINAL, PATCHED]);
  });

  test('waits for the cache, and changes nothing if it does not come', async () => {
    const node = aNode(ORIGINAL);
    node.program('curl', 'for url; do :; done; case $url in *20.10*) exit 7 ;; esac');
    const CACHE_HEALTH = 'http://169.254.20.10:8080/health';
    const answer = `the cache did not answer at ${CACHE_HEALTH} within 3 s, so nothing was changed`;
    expect(await node.run('patch', { CACHE_HEALTH })).toEqual(refused(answer));
    expect([node.text, node.files, node.restarts]).toEqual([ORIGINAL, CLEAN, 0]);
  });

  test('restarts with the command that it is told', async () => {
    const node = aNode(ORIGINAL);
    const RESTART_COMMAND = `echo "it's \\"mine\\"" > "$NODE/restarted"; rm -rf "$NODE/proc"; start-kubelet`;
    expect(await node.run('patch', { RESTART_COMMAND, SERVICE: 'none' })).toEqual(good('is back'));
    expect(readFileSync(join(node.directory, 'restarted'), 'utf8')).toBe('it\'s "mine"\n');
    rmSync(join(node.directory, 'restarted'));
    await node.run('revert');
    expect([node.text, node.restarts]).toEqual([ORIGINAL, 0]);
    expect(readFileSync(join(node.directory, 'restarted'), 'utf8')).toBe('it\'s "mine"\n');
  });
});

describe('revert', () => {
  test('of a clean node changes nothing', async () => {
    const node = aNode(ORIGINAL);
    expect(await node.run('revert')).toEqual(good('nothing to undo'));
    expect([node.text, node.files, node.restarts]).toEqual([ORIGINAL, CLEAN, 0]);
  });

  test('leaves what others have edited since', async () => {
    const node = aNode(ORIGINAL);
    await node.run('patch');
    writeFileSync(node.file, `${PATCHED}maxPods: 50\n`);
    await node.run('revert');
    const list = ORIGINAL.replace('clusterDNS:\n- 10.96.0.10', 'clusterDNS: ["10.96.0.10"]');
    expect([node.text, node.files, node.restarts]).toEqual([`${list}maxPods: 50\n`, CLEAN, 2]);
  });

  test('leaves nameservers that others have set since', async () => {
    const node = aNode(ORIGINAL);
    await node.run('patch');
    const theirs = PATCHED.replace('169.254.20.10', '192.0.2.1');
    writeFileSync(node.file, theirs);
    await node.run('revert');
    expect([node.text, node.files, node.restarts]).toEqual([theirs, CLEAN, 1]);
  });

  test('needs none of the parameters of the patch', async () => {
    const node = aNode(ORIGINAL);
    await node.run('patch');
    await node.run('revert', { FILE: '/nowhere', NAMESERVERS: '', SERVICE: 'none' });
    expect([node.text, node.files]).toEqual([ORIGINAL, CLEAN]);
  });
});

describe('an error leaves the node as it was', () => {
  const mount = (node: Node, options: string) => {
    const directory = join(node.directory, 'etc');
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'none', directory]);
    writeFileSync(node.file, ORIGINAL);
    return () => execFileSync('umount', [directory]);
  };
  const cases: [what: string, reason: string, prepare: (node: Node) => undefined | (() => void), more?: object][] = [
    ['a missing file', 'there is no file', (node) => rmSync(node.file) as undefined],
    [
      'a directory',
      'there is no file',
      (node) => {
        rmSync(node.file);
        mkdirSync(node.file);
        return undefined;
      },
    ],
    [
      'a symbolic link',
      'is a symbolic link; name the file that it leads to',
      (node) => {
        const real = join(node.directory, 'etc/real');
        writeFileSync(real, ORIGINAL);
        rmSync(node.file);
        symlinkSync(real, node.file);
        return undefined;
      },
    ],
    [
      'a full disk',
      'cannot write',
      (node) => {
        const undo = mount(node, 'size=16k');
        spawnSync('dd', ['if=/dev/zero', `of=${join(node.directory, 'etc/full')}`, 'bs=1k']);
        return undo;
      },
    ],
    [
      'a disk that is full where the scripts remember',
      'cannot write to',
      (node) => void (node.program('mkdir', 'echo "No space left on device" >&2; exit 1') as undefined),
    ],
    [
      'a read-only file system',
      'is read-only',
      (node) => {
        const undo = mount(node, 'size=16k');
        execFileSync('mount', ['-o', 'remount,ro', join(node.directory, 'etc')]);
        return undo;
      },
    ],
    ['a missing service', 'there is no service kubelet-classic', () => undefined, { SERVICE: 'kubelet-classic' }],
    ['a kubelet that is not up', 'so nothing was changed', (node) => rmSync(join(node.directory, 'up')) as undefined],
    ['another kind', "KIND is 'registry'", () => undefined, { KIND: 'registry' }],
    [
      'a text that is not understood',
      'clusterDNS stands there twice',
      (node) => writeFileSync(node.file, `${ORIGINAL}clusterDNS: []\n`) as undefined,
    ],
  ];

  test.each(cases)('%s', async (_, reason, prepare, more = {}) => {
    const node = aNode(ORIGINAL);
    const undo = prepare(node);
    const content = () =>
      spawnSync('sh', ['-c', `cd ${node.directory}/etc && ls -l && cat config.yaml`]).stdout.toString();
    const before = [content(), node.files, node.up];
    const answer: Run = await node.run('patch', more as Record<string, string>);
    const after = [content(), node.files.filter((path) => !path.startsWith('state')), node.up];
    undo?.();
    expect(answer).toEqual(refused(reason));
    expect([...after, node.restarts]).toEqual([...before, 0]);
  });

  test.each(['awk', 'cmp', 'find', 'flock', 'readlink'])('no %s', async (program) => {
    const node = aNode(ORIGINAL);
    for (const name of [
      'dash',
      'cat',
      'cp',
      'dirname',
      'find',
      'mkdir',
      'mv',
      'readlink',
      'rm',
      'rmdir',
      'sed',
      'sort',
      'grep',
      'sync',
      'awk',
      'cmp',
      'flock',
    ]) {
      const path = execFileSync('which', [name], { encoding: 'utf8' }).trim();
      if (name !== program) symlinkSync(path, join(node.bin, name));
    }
    expect(await node.run('patch', { PATH: node.bin })).toEqual(refused(`this node has no ${program}`));
    expect([node.text, node.files]).toEqual([ORIGINAL, CLEAN]);
  });

  test('no NAMESERVERS', async () => {
    const node = aNode(ORIGINAL);
    const { status, output } = await node.run('patch', { NAMESERVERS: '' });
    expect([status, output]).toEqual([2, expect.stringContaining('NAMESERVERS: is not set')]);
    expect([node.text, node.files]).toEqual([ORIGINAL, CLEAN]);
  });
});

test('two at the same time take turns', async () => {
  const node = aNode(ORIGINAL);
  const answers = await Promise.all([node.run('patch'), node.run('patch'), node.run('patch')]);
  expect(answers.map(({ status }) => status)).toEqual([0, 0, 0]);
  expect([node.text, node.restarts]).toEqual([PATCHED, 1]);
  await node.run('revert');
  expect([node.text, node.files]).toEqual([ORIGINAL, CLEAN]);
});

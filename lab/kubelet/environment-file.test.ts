import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { AWKS, Editor } from './awk';
import { ENVIRONMENT_FILES, REFUSED_FILES } from './environment-files';
import { Node, SHELLS } from './node';

const editor = new Editor('environment-file.awk', { variable: 'KUBELET_ARGS' });
const BOTH = '169.254.20.10 10.96.0.10';
const PLACE = { KIND: 'environment-file', VARIABLE: 'KUBELET_ARGS' };

describe.each(AWKS)('%s', (_, awk) => {
  describe.each(Object.entries(ENVIRONMENT_FILES))('%s', (_, { text, list, set }) => {
    test('is read', () => {
      expect(editor.edit(awk, 'get', text)).toBe(`${list}\n`);
    });

    test('set differs in the flag alone', () => {
      expect(editor.edit(awk, 'set', text, BOTH)).toBe(set);
      expect(editor.edit(awk, 'get', set)).toBe(`${BOTH}\n`);
      expect(editor.edit(awk, 'rest', set)).toBe(editor.edit(awk, 'rest', text));
    });

    test('set twice is as set once', () => {
      expect(editor.edit(awk, 'set', editor.edit(awk, 'set', text, 'fd00::10'), BOTH)).toBe(set);
    });

    test('set to nothing has no flag, and all that was there besides', () => {
      const none = editor.edit(awk, 'set', set, '');
      expect(none).not.toContain('169.254.20.10');
      expect(editor.edit(awk, 'get', none)).toBe('\n');
      expect(editor.edit(awk, 'rest', none)).toBe(editor.edit(awk, 'rest', text));
    });
  });

  test.each(Object.entries(REFUSED_FILES))('refuses %s', (_, [text, reason]) => {
    editor.refused(awk, text, reason);
  });

  test('refuses a variable that is none', () => {
    new Editor('environment-file.awk', { variable: '.*' }).refused(awk, 'A=1\n', 'no name of a variable');
  });
});

/** The variable's words in a shell that sources the file, as some init scripts do. */
function sourced(text: string): string[] {
  const script = 'set -f; eval "$0"; printf "%s\\n" $KUBELET_ARGS';
  return execFileSync('dash', ['-c', script, text], { encoding: 'utf8', env: {} }).split('\n').slice(0, -1);
}

test.each(Object.entries(ENVIRONMENT_FILES).filter(([name]) => /^(the flag alone|among|other flags|over)/.test(name)))(
  'a shell reads the new flag and the old others: %s',
  (name, { text, set }) => {
    if (/without quotes$|CRLF/.test(name)) return;
    const others = (flags: string[]) => flags.filter((flag) => !flag.startsWith('--cluster-dns='));
    expect(sourced(set)).toContain(`--cluster-dns=${BOTH.replace(' ', ',')}`);
    expect(others(sourced(set))).toEqual(others(sourced(text)));
  },
);

describe.each(SHELLS)('with %s', (_, shell) => {
  const nodes: Node[] = [];
  const aNode = (text?: string) => {
    const node = new Node(text, shell);
    if (text !== undefined) node.useVariable('KUBELET_ARGS');
    nodes.push(node);
    return node;
  };
  afterAll(() => {
    for (const node of nodes) node.remove();
  });

  test.concurrent.each(Object.entries(ENVIRONMENT_FILES))(
    'patch, then revert, gives the bytes of: %s',
    async (_, { text, set }) => {
      const node = aNode(text);
      expect((await node.run('patch', PLACE)).output).toContain('the kubelet is back');
      expect(node.text).toBe(set);
      expect((await node.run('patch', PLACE)).output).toContain('already');
      expect((await node.run('revert')).output).toContain('is as without the cache');
      expect([node.text, node.files, node.up, node.restarts]).toEqual([text, ['etc', 'etc/config.yaml'], true, 2]);
    },
  );

  test('revert leaves what others have edited since', async () => {
    const node = aNode('KUBELET_ARGS="--v=2"\n');
    await node.run('patch', PLACE);
    const edited = node.text.replace('--v=2', '--v=4');
    node.write(`${edited}B=2\n`);
    await node.run('revert');
    expect([node.text, node.restarts]).toEqual(['KUBELET_ARGS="--v=4"\nB=2\n', 2]);
  });

  test('another variable is put back before this one is patched', async () => {
    const node = aNode('A="--cluster-dns=10.96.0.10"\n');
    node.useVariable('A');
    await node.run('patch', { ...PLACE, VARIABLE: 'A' });
    node.useVariable('KUBELET_ARGS');
    await node.run('patch', PLACE);
    expect(node.text).toBe('A="--cluster-dns=10.96.0.10"\nKUBELET_ARGS="--cluster-dns=169.254.20.10,10.96.0.10"\n');
  });

  test.each([
    ['a missing file', undefined, PLACE, 'there is no file'],
    ['a text that is not understood', REFUSED_FILES['the flag twice'][0], PLACE, 'stands there twice'],
    ['no variable', 'A=1\n', { ...PLACE, VARIABLE: '' }, 'no name of a variable'],
  ])('an error leaves the node as it was: %s', async (_, text, parameters, reason) => {
    const node = aNode(text);
    const before = node.files;
    const { status, output } = await node.run('patch', parameters);
    expect([status, output]).toEqual([1, expect.stringContaining(reason)]);
    expect([node.files, node.restarts]).toEqual([before, 0]);
    if (text !== undefined) expect(node.text).toBe(text);
  });
});

test('a change of the kind puts the other file back first, with the scripts where a node has them', async () => {
  const node = new Node('A=1\n', ['dash']);
  node.useVariable('KUBELET_ARGS');
  node.copyScripts();
  const given = { ...PLACE, FILE: node.file };
  expect((await node.run('patch', given)).status).toBe(0);
  const configuration = node.other('kind: KubeletConfiguration\n');
  node.startKubelet([`--config=${configuration}`]);
  expect((await node.run('patch', { KIND: 'config-file', FILE: configuration })).output).toContain('is back');
  expect(node.text).toBe('A=1\n');
  expect((await node.run('revert')).status).toBe(0);
  rmSync(configuration);
  expect(node.files).toEqual(['etc', 'etc/config.yaml']);
  node.remove();
});

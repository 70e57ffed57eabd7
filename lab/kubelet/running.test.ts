import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { WORK_TREE } from '../harness/machine';
import { DropInNode } from './drop-in-node';
import { Node, SHELLS } from './node';

const CONFIGURATION = 'kind: KubeletConfiguration\nclusterDNS: [10.96.0.10]\n';
const SILENT = '# clusterDNS is elsewhere\nkind: KubeletConfiguration\n';
const ENVIRONMENT = { KIND: 'environment-file', VARIABLE: 'KUBELET_ARGS' };
/** A unit as packages have it, with the file that `node` has in its place. */
const unit = (file: string, more = '') => `# /usr/lib/systemd/system/kubelet.service
[Service]
ExecStart=/usr/bin/kubelet --v=2 \\
  $KUBELET_ARGS
# /etc/systemd/system/kubelet.service.d/10-more.conf
[Service]
EnvironmentFile=-/nowhere
EnvironmentFile=-${file}
${more}`;

const nodes: Node[] = [];
const known = <T extends Node>(node: T): T => {
  nodes.push(node);
  return node;
};
const aNode = (text = CONFIGURATION, shell?: readonly string[]) => known(new Node(text, shell));
afterEach(() => {
  for (const node of nodes.splice(0)) node.remove();
});

/** The node says why, and is as it was: its files, and its kubelet. */
async function refuses(node: Node, parameters: Record<string, string>, ...reasons: (string | RegExp)[]) {
  const before = [node.files, node.text];
  const { status, output } = await node.run('patch', parameters);
  for (const reason of reasons) expect(output).toMatch(reason);
  expect(output).toContain('so nothing was changed');
  expect([status, node.files, node.text, node.restarts]).toEqual([1, ...before, 0]);
}
const plain = (text: string) => new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));

describe.each(SHELLS)('with %s, where another place wins, nothing changes, and the error names it:', (_, shell) => {
  test('the flag wins over a configuration, and its variable is found', async () => {
    const node = aNode(CONFIGURATION, shell);
    const file = node.other('A=1\nKUBELET_ARGS="--v=2 --cluster-dns=172.20.0.10"\n');
    node.unit(unit(file));
    node.startKubelet([`--config=${node.file}`, '--v=2', '--cluster-dns=172.20.0.10']);
    await refuses(
      node,
      {},
      plain(`runs with --cluster-dns=172.20.0.10, which wins over ${node.file}`),
      plain(`use KubeletPatch.environmentFile({ path: '${file}', variable: 'KUBELET_ARGS' })`),
    );
  });

  test('a drop-in wins over a configuration', async () => {
    const node = known(new DropInNode(shell));
    writeFileSync(
      join(node.configDir, '40-nodeadm.conf'),
      '{"kind":"KubeletConfiguration","clusterDNS":["172.20.0.10"]}',
    );
    await refuses(
      node,
      { FILE: node.file, CONFIG_DIR: '' },
      plain(`clusterDNS in ${node.configDir}/40-nodeadm.conf is 172.20.0.10, and wins over ${node.file}`),
      plain(`use KubeletPatch.dropIn({ directory: '${node.configDir}' })`),
    );
  });
});

describe('another place wins:', () => {
  test('a drop-in whose list is empty', async () => {
    const node = known(new DropInNode());
    writeFileSync(join(node.configDir, '40.conf'), 'kind: KubeletConfiguration\nclusterDNS: []\n');
    await refuses(node, { FILE: node.file, CONFIG_DIR: '' }, plain(`clusterDNS in ${node.configDir}/40.conf is empty`));
  });

  test('a file after our drop-in', async () => {
    const node = known(new DropInNode());
    const last = join(node.configDir, 'a.conf');
    writeFileSync(last, CONFIGURATION);
    await refuses(
      node,
      {},
      plain(`clusterDNS in ${last} is 10.96.0.10, and wins over ${node.dropIn}`),
      plain(`use KubeletPatch.configFile({ path: '${last}' })`),
    );
    expect((await node.run('patch', { FILE: last, CONFIG_DIR: '' })).status).toBe(0);
  });

  test('a file in a directory after our drop-in', async () => {
    const node = known(new DropInNode());
    mkdirSync(join(node.configDir, '99-node-local-dns.conf.d'));
    const last = join(node.configDir, '99-node-local-dns.conf.d', '0.conf');
    writeFileSync(last, CONFIGURATION);
    await refuses(node, {}, plain(`clusterDNS in ${last} is 10.96.0.10`));
  });

  test('another configuration', async () => {
    const node = aNode();
    const other = node.other(CONFIGURATION);
    node.startKubelet([`--config=${node.file}`, '--config', other]);
    await refuses(
      node,
      {},
      plain(`its --config is ${other}`),
      plain(`use KubeletPatch.configFile({ path: '${other}' })`),
    );
  });

  test('no configuration at all', async () => {
    const node = aNode();
    node.startKubelet([]);
    await refuses(
      node,
      {},
      /its --config is none, its --config-dir none/,
      /KubeletPatch.environmentFile\(\{ path, var/,
    );
  });

  test('a flag without addresses', async () => {
    const node = aNode();
    node.startKubelet([`--config=${node.file}`, '--cluster-dns=']);
    await refuses(node, {}, /runs with --cluster-dns=, which wins/);
  });

  test('a flag with an underscore, in two words, twice', async () => {
    const node = aNode();
    node.startKubelet([`--config=${node.file}`, '--cluster_dns', '10.0.0.1', '--cluster-dns=10.0.0.2,10.0.0.3']);
    await refuses(node, {}, /runs with --cluster-dns=10.0.0.1,10.0.0.2,10.0.0.3, which wins/);
  });

  test('a flag in a unit, which is named', async () => {
    const node = aNode();
    node.unit(unit('/nowhere', 'Environment="KUBELET_ARGS=--cluster-dns=10.0.0.1"'));
    node.startKubelet([`--config=${node.file}`, '--cluster-dns=10.0.0.1']);
    await refuses(node, {}, plain('(it stands in /etc/systemd/system/kubelet.service.d/10-more.conf'));
  });

  test('the flag, over a drop-in', async () => {
    const node = known(
      new DropInNode(undefined, (directory) => [`--config-dir=${directory}`, '--cluster-dns=10.0.0.1']),
    );
    await refuses(node, {}, plain(`which wins over ${node.dropIn}`));
  });

  test.each([
    ['another variable', 'A="--cluster-dns=10.0.0.1"\n', ['--cluster-dns=10.0.0.1'], /10.0.0.1, which KUBELET_ARGS in/],
    ['another value', 'KUBELET_ARGS="--cluster-dns=10.0.0.2"\n', ['--cluster-dns=10.0.0.1'], /or the kubelet was not/],
    [
      'nowhere',
      'KUBELET_ARGS="--cluster-dns=10.0.0.2"\n',
      [],
      /runs without it: its service does not use the variable/,
    ],
  ])('the flag has %s than the variable', async (_, text, flags, reason) => {
    const node = aNode(text);
    node.startKubelet(flags);
    await refuses(node, ENVIRONMENT, reason);
  });
});

describe('no other place wins:', () => {
  const patches = async (node: Node, parameters = {}) => {
    expect((await node.run('patch', parameters)).output).toContain('the kubelet is back');
  };

  test('drop-ins that say nothing of clusterDNS, before and after', async () => {
    const node = known(new DropInNode());
    for (const name of ['00.conf', 'zz.conf']) writeFileSync(join(node.configDir, name), SILENT);
    await patches(node, { FILE: node.file, CONFIG_DIR: '' });
  });

  test('files that are no drop-ins, and a directory that is called like one', async () => {
    const node = known(new DropInNode());
    for (const name of ['zz.yaml', 'zz.conf.bak', 'zz']) writeFileSync(join(node.configDir, name), CONFIGURATION);
    mkdirSync(join(node.configDir, 'zz.conf'));
    await patches(node);
  });

  test('drop-ins before ours, as EKS has them', async () => {
    const node = known(new DropInNode());
    mkdirSync(join(node.configDir, '99-node-local-dns'));
    for (const name of ['40-nodeadm.conf', '99-node-local-dns/zz.conf', '99-node-local-dns.a.conf'])
      writeFileSync(join(node.configDir, name), CONFIGURATION);
    await patches(node);
  });

  test('a configuration that is named by a link to it', async () => {
    const node = aNode();
    symlinkSync('config.yaml', join(node.directory, 'etc', 'link'));
    node.startKubelet([`--config=${join(node.directory, 'etc', 'link')}`]);
    await patches(node);
  });

  test('flags that only look alike', async () => {
    const node = aNode();
    node.startKubelet([`--config=${node.file}`, '--cluster-dns-more=1', '--x=--cluster-dns=1', '--no-config=/x']);
    await patches(node);
  });
});

test('a drop-in that is not understood is an error, for it may win', async () => {
  const node = known(new DropInNode());
  const odd = join(node.configDir, 'zz.conf');
  writeFileSync(odd, 'kind: KubeletConfiguration\nclusterDNS: *dns\n');
  const { status, output } = await node.run('patch');
  expect([status, output]).toEqual([1, expect.stringContaining(`kubelet: ${odd}: clusterDNS is no list`)]);
  expect([node.text, node.restarts]).toEqual(['', 0]);
});

test('a directory of drop-ins that is a link is an error, since the kubelet does not follow it', async () => {
  const node = known(new DropInNode());
  const link = join(node.directory, 'link');
  symlinkSync(node.configDir, link);
  node.startKubelet([`--config-dir=${link}`]);
  const parameters = { CONFIG_DIR: link, FILE: join(link, '99-node-local-dns.conf') };
  expect((await node.run('patch', parameters)).output).toContain(
    'is a symbolic link, in which the kubelet does not look',
  );
});

describe('there is no kubelet to ask:', () => {
  const instead = (node: Node, ...command: string[]) => {
    node.stopKubelet();
    mkdirSync(join(node.directory, 'proc/7'), { recursive: true });
    writeFileSync(join(node.directory, 'proc/7/cmdline'), command.map((word) => `${word}\0`).join(''));
  };

  test.each([
    ['nothing', ['/usr/bin/dockerd', '--kubelet'], /no process here is called kubelet/],
    ['k3s', ['/usr/local/bin/k3s server'], /part of k3s.*\/var\/lib\/rancher\/k3s\/agent\/etc\/kubelet\.conf\.d/],
    ['k3s, as a word', ['/usr/local/bin/k3s', 'agent'], /part of k3s/],
    ['MicroK8s', ['/snap/microk8s/7/kubelite', '--kubelet-args-file=/x'], /part of MicroK8s.*args\/kubelet/],
  ])('%s', async (_, command, reason) => {
    const node = aNode();
    instead(node, ...command);
    await refuses(node, {}, reason);
  });

  test('not yet', async () => {
    const node = aNode();
    node.stopKubelet();
    node.program('sleep', '[ -e "$NODE/proc" ] || start-kubelet');
    expect((await node.run('patch')).output).toContain('the kubelet is back');
  });

  test('two that differ', async () => {
    const node = aNode();
    mkdirSync(join(node.directory, 'proc/7'));
    writeFileSync(join(node.directory, 'proc/7/cmdline'), 'kubelet\0--config=/x\0');
    await refuses(node, {}, /kubelets with different flags run here/);
  });
});

describe('after the restart', () => {
  const rollsBack = async (node: Node, parameters: Record<string, string>, reason: RegExp) => {
    const { text } = node;
    const { status, output } = await node.run('patch', parameters);
    expect([status, output]).toEqual([1, expect.stringMatching(reason)]);
    expect(output).toContain('so the one before is in use again');
    expect([node.text, node.restarts, node.up]).toEqual([text, 2, true]);
    expect((await node.run('patch', parameters)).output).toContain('state/failed to try again');
    expect(node.restarts).toBe(2);
  };

  test('a service that does not use the variable gets its file back', async () => {
    const node = aNode('A=1\n');
    node.startKubelet([`--config=${node.other(CONFIGURATION)}`]);
    await rollsBack(
      node,
      ENVIRONMENT,
      /the next pod would get the nameservers 10\.96\.0\.10, by .*other, not 169\.254/,
    );
  });

  test('a file that the restart has written anew is rolled back', async () => {
    const node = aNode();
    const parameters = {
      RESTART_COMMAND: `printf 'kind: KubeletConfiguration\\nclusterDNS: [10.0.0.1]\\n' > "$FILE"; systemctl restart kubelet`,
    };
    const { status, output } = await node.run('patch', parameters);
    expect([status, output]).toEqual([1, expect.stringContaining('would get the nameservers 10.0.0.1, by')]);
    expect(node.restarts).toBe(2);
  });

  test('a command that restarts nothing is no restart', async () => {
    const node = aNode();
    const { status, output } = await node.run('patch', { RESTART_COMMAND: ':' });
    expect([status, output]).toEqual([1, expect.stringContaining('does not come back with its old')]);
    expect(node.text).toBe(CONFIGURATION);
  });
});

/** Processes of a PID namespace of its own, whose /proc is the real one. */
function onRealProc(script: string) {
  const directory = mkdtempSync(join(tmpdir(), 'proc-'));
  symlinkSync('/bin/dash', join(directory, 'kubelet'));
  const all = `set -u; cd "$0"; work=$0 here=$1 SERVICE=kubelet; fail() { echo "kubelet: $*" >&2; exit 1; }; . "$1/running.sh"; ${script}`;
  const args = ['--mount', '--pid', '--fork', '--mount-proc', '--kill-child', 'dash', '-c', all];
  const { stdout, stderr } = spawnSync('unshare', [...args, directory, join(WORK_TREE, 'src/kubelet')], {
    encoding: 'utf8',
  });
  rmSync(directory, { recursive: true });
  return stdout + stderr;
}
const KUBELET = `./kubelet -c 'read -r _ < fifo; :' x --config=/a '--node-labels=a b\nc' --cluster-dns= '' & sleep 0.3;`;

describe('in the real /proc', () => {
  test('a kubelet is found, and its flags are', () => {
    const said = onRealProc(
      `mkfifo fifo; ${KUBELET} ask; last_flag config; last_flag node-labels; told && flag_list; identity`,
    );
    expect(said).toMatch(/^\/a\na b c\n\n\/proc\/\d+ \d+\n$/);
  });

  test("one that a container has is not the node's", () => {
    const inside = `unshare --pid --fork --kill-child ./kubelet -c 'read -r _ < fifo; :' --config=/b & sleep 0.3;`;
    expect(onRealProc(`mkfifo fifo; ${inside} ask`)).toBe(
      'kubelet: no process here is called kubelet, so nothing was changed\n',
    );
    expect(onRealProc(`mkfifo fifo; ${inside} ${KUBELET} ask; last_flag config`)).toBe('/a\n');
  });

  test('processes that end meanwhile are silent', () => {
    const busy = '(while :; do /bin/true kubelet; done) & (while :; do ./kubelet -c : ; done) &';
    const said = onRealProc(
      `mkfifo fifo; ${KUBELET} ${busy} for n in $(seq 15); do processes kubelet > /dev/null; identity > /dev/null; words /proc/99999; done; echo done`,
    );
    expect(said).toBe('done\n');
  });
});

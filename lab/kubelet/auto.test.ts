import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { CONFIGURATIONS } from './configurations';
import { Node, SHELLS } from './node';

const DNS = 'kind: KubeletConfiguration\nclusterDNS: [10.96.0.10]\n';
const OURS = '169.254.20.10';
const AUTO = { KIND: 'auto', FILE: '' };

const nodes: Node[] = [];
afterAll(() => {
  for (const node of nodes.splice(0)) node.remove();
});

/** A node with these files, below which {} stands for, and with these flags. */
class AutoNode extends Node {
  constructor(files: Record<string, string>, flags: string[], unit = '', shell?: readonly string[]) {
    super(DNS, shell);
    nodes.push(this);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(this.path(path), '..'), { recursive: true });
      writeFileSync(this.path(path), text);
    }
    this.unit(this.at(unit));
    this.startKubelet(flags.map((flag) => this.at(flag)));
  }

  at(text: string) {
    return text.replaceAll('{}', join(this.directory, 'etc'));
  }

  path(path: string) {
    return join(this.directory, 'etc', path);
  }

  /** All files, with their texts. */
  get tree() {
    return this.files.map((path) => {
      const whole = join(this.directory, path);
      return [path, statSync(whole).isFile() ? readFileSync(whole, 'utf8') : undefined];
    });
  }

  content(path: string) {
    return existsSync(this.path(path)) ? readFileSync(this.path(path), 'utf8') : undefined;
  }
}

/** Units as kubeadm's packages and AKS have them. */
const KUBEADM_UNIT = `# /usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf
[Service]
Environment="KUBELET_CONFIG_ARGS=--config=/var/lib/kubelet/config.yaml"
# This is a file that "kubeadm init" and "kubeadm join" generate
EnvironmentFile=-{}/kubeadm-flags.env
EnvironmentFile=-{}/default-kubelet
ExecStart=
ExecStart=/usr/bin/kubelet $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS
`;
const AKS_UNIT = `# /etc/systemd/system/kubelet.service
[Service]
EnvironmentFile={}/default-kubelet
ExecStart=/usr/local/bin/kubelet \\
        --v=2 \\
        $KUBELET_FLAGS
`;

interface Case {
  files: Record<string, string>;
  flags: string[];
  unit?: string;
  /** The variable that the service has the flag from. */
  variable?: string;
  place: string;
}

const CASES: Record<string, Case> = {
  'kubeadm: the configuration': {
    files: { 'kubeadm.yaml': CONFIGURATIONS['kubeadm 1.36'], 'kubeadm-flags.env': 'KUBELET_KUBEADM_ARGS="--v=2"\n' },
    flags: ['--bootstrap-kubeconfig=/x', '--config={}/kubeadm.yaml', '--v=2'],
    unit: KUBEADM_UNIT,
    place: 'kubeadm.yaml',
  },
  'GKE, OpenShift and others: the configuration, in two words': {
    files: { 'kubelet.conf': CONFIGURATIONS['JSON on one line'] },
    flags: ['--config', '{}/kubelet.conf'],
    place: 'kubelet.conf',
  },
  'EKS: a drop-in after those of nodeadm': {
    files: { 'eks.json': DNS, 'eks.json.d/40-nodeadm.conf': DNS },
    flags: ['--config={}/eks.json', '--config-dir={}/eks.json.d'],
    place: 'eks.json.d/99-node-local-dns.conf',
  },
  'a file after our drop-in': {
    files: { 'd/zz.conf': DNS },
    flags: ['--config={}/config.yaml', '--config-dir={}/d/'],
    place: 'd/zz.conf',
  },
  'kubeadm: the flag among the extra arguments': {
    files: {
      'kubeadm-flags.env': 'KUBELET_KUBEADM_ARGS="--v=2"\n',
      'default-kubelet': 'KUBELET_EXTRA_ARGS="--max-pods=50 --cluster-dns=10.96.0.10"\n',
    },
    flags: ['--config={}/config.yaml', '--config-dir={}'],
    unit: KUBEADM_UNIT,
    variable: 'KUBELET_EXTRA_ARGS',
    place: 'default-kubelet',
  },
  'AKS: the flag among all others': {
    files: {
      'default-kubelet': 'KUBELET_CONFIG=\nKUBELET_FLAGS=--cloud-provider=external --cluster-dns=10.0.0.10 --v=2\n',
    },
    flags: [],
    unit: AKS_UNIT,
    variable: 'KUBELET_FLAGS',
    place: 'default-kubelet',
  },
};

const withVariable = (node: AutoNode, { variable, place, flags }: Pick<Case, 'variable' | 'place' | 'flags'>) => {
  if (variable === undefined) return;
  node.useVariable(variable, node.path(place));
  node.startKubelet(flags.map((flag) => node.at(flag)));
};

describe.each(SHELLS)('with %s, auto finds the place, and revert undoes it:', (_, shell) => {
  test.concurrent.each(Object.entries(CASES))('%s', async (_, { files, flags, unit, variable, place }) => {
    const node = new AutoNode(files, flags, unit, shell);
    withVariable(node, { variable, place, flags });
    const before = node.tree;
    const path = node.path(place);
    expect(await node.run('patch', AUTO)).toEqual({
      status: 0,
      output: `kubelet: ${path} has ${OURS} 10.96.0.10, and the kubelet is back\n`,
    });
    expect(node.content(place)).toContain(OURS);
    expect((await node.run('patch', AUTO)).output).toContain('already');
    expect(node.restarts).toBe(1);
    expect((await node.run('revert')).status).toBe(0);
    expect(node.tree).toEqual(before);
  });
});

describe('auto', () => {
  test('goes on with a place that was named before', async () => {
    const node = new AutoNode(CASES['EKS: a drop-in after those of nodeadm'].files, ['--config-dir={}/eks.json.d']);
    const directory = node.path('eks.json.d');
    await node.run('patch', { CONFIG_DIR: directory, FILE: `${directory}/99-node-local-dns.conf` });
    expect((await node.run('patch', AUTO)).output).toContain('already');
    expect(node.restarts).toBe(1);
  });

  test('undoes one that does not count any more', async () => {
    const node = new AutoNode({ 'd/40.conf': DNS }, ['--config={}/config.yaml']);
    await node.run('patch', AUTO);
    expect(node.text).toContain(OURS);
    node.startKubelet([`--config=${node.file}`, `--config-dir=${node.path('d')}`]);
    expect((await node.run('patch', AUTO)).status).toBe(0);
    expect([node.text, node.content('d/99-node-local-dns.conf')]).toEqual([DNS, expect.stringContaining(OURS)]);
  });

  const FLAG = ['--config={}/config.yaml', '--cluster-dns=10.96.0.10'];
  const [A, B] = ['A="--cluster-dns=10.96.0.10"\n', 'B="--cluster-dns=10.96.0.10"\n'];
  const unit = (words: string) => `# /etc/kubelet.service\nEnvironmentFile={}/env\nExecStart=/kubelet ${words}\n`;
  const certain = /from no environment file that can be told for certain/;
  test.each<[string, Record<string, string>, string[], string, RegExp]>([
    [
      'a flag in the unit',
      {},
      FLAG,
      '# /etc/kubelet.service\nExecStart=/kubelet --cluster-dns=10.96.0.10\n',
      /\(it stands in \/etc\/kubelet\.service\); move/,
    ],
    ['two variables that may have it', { env: A + B }, FLAG, unit('$A $' + '{B}'), certain],
    ['a variable that the unit does not use', { env: A }, FLAG, unit('$AB # $A_B'), certain],
    ['a variable with another list', { env: A.replace('.10"', '.11"') }, FLAG, unit('$A'), certain],
    ['a file that the unit does not name', { other: A }, FLAG, unit('$A'), certain],
    ['a flag twice', { env: A }, [...FLAG, '--cluster-dns=10.0.0.1'], unit('$A'), certain],
    [
      'no configuration',
      {},
      [],
      '',
      /without --config, --config-dir and --cluster-dns: use KubeletPatch\.environmentFile/,
    ],
    ['a file that is not there', {}, ['--config={}/nowhere'], '', /there is no file .*nowhere/],
    [
      'RKE2',
      { 'd/00.conf': DNS },
      ['--config-dir={}/d', '--kubeconfig=/var/lib/rancher/rke2/agent/kubelet.kubeconfig'],
      '',
      /RKE2.*service: 'rke2-agent'/,
    ],
  ])('leaves the node as it was: %s', async (_, files, flags, text, reason) => {
    const node = new AutoNode(files, flags, text);
    const before = node.files;
    const { status, output } = await node.run('patch', AUTO);
    expect([status, output]).toEqual([1, expect.stringMatching(reason)]);
    expect([node.files, node.text, node.restarts]).toEqual([before, DNS, 0]);
  });

  test('takes the drop-ins of an agent of RKE2 whose service is named', async () => {
    const node = new AutoNode({ 'var/lib/rancher/rke2/agent/etc/kubelet.conf.d/00.conf': DNS }, [
      '--config-dir={}/var/lib/rancher/rke2/agent/etc/kubelet.conf.d',
    ]);
    const systemctl = readFileSync(join(node.bin, 'systemctl'), 'utf8').replace('= kubelet ]', '= rke2-agent ]');
    writeFileSync(join(node.bin, 'systemctl'), systemctl);
    expect((await node.run('patch', { ...AUTO, SERVICE: 'rke2-agent' })).status).toBe(0);
    expect(node.content('var/lib/rancher/rke2/agent/etc/kubelet.conf.d/99-node-local-dns.conf')).toContain(OURS);
  });
});

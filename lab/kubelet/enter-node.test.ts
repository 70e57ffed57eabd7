import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { WORK_TREE } from '../harness/machine';

const ENTER_NODE = readFileSync(join(WORK_TREE, 'src/kubelet/enter-node.sh'), 'utf8');
const THERE = '/var/lib/node-local-dns';
/** What a script may have in it, and must keep. */
const TEXT = `echo "ran $1 as $(id -u) for '$NAMESERVERS'"\n# \\n $$ %s 'quotes' "and more" é\n\n`;
const CONTAINERS = [['dash'], ['busybox', 'sh']];

/**
 * A container whose node is itself: namespaces of its own, in which its first process is the node's, and directories that
 * forget what is written to them. systemctl and systemd-run are stand-ins that tell how they were called.
 */
const NODE = `set -eu
mount -t tmpfs none /var/lib
mount -t tmpfs none /usr/local/bin
mount -t tmpfs none /mnt
mkdir -p /host/proc
mount --bind /proc /host/proc
for program in $PROGRAMS; do
  printf '#!/bin/sh\\necho "%s $*" >> /mnt/calls\\n' "$program" > "/usr/local/bin/$program"
  chmod 755 "/usr/local/bin/$program"
done
eval "$PREPARE"
status=0
"$@" || status=$?
printf '\\0%s\\0' "$status"
cat /mnt/calls 2> /dev/null || :
printf '\\0'
cd ${THERE} 2> /dev/null || exit 0
stat -c '%a %n' . *
for file in *; do echo "= $file"; cat "$file"; done`;

interface Container {
  shell?: string[];
  environment?: Record<string, string>;
  /** What is so on the node before. */
  prepare?: string;
  programs?: string;
}

function run(args: string[], { shell = CONTAINERS[0], environment = {}, prepare = '', programs }: Container = {}) {
  const command = [
    '--mount',
    '--pid',
    '--fork',
    '--mount-proc',
    'dash',
    '-c',
    NODE,
    'node',
    ...shell,
    '-c',
    ENTER_NODE,
  ];
  const { stdout, stderr } = spawnSync('unshare', [...command, 'enter-node.sh', ...args], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, PREPARE: prepare, PROGRAMS: programs ?? 'systemctl systemd-run', ...environment },
  });
  const [output, status, calls, files] = stdout.split('\0');
  return { status, output: output + stderr, calls, files };
}

// On a machine, whose root forgets the directory /host.
describe.runIf(hostname() === 'lab-node')('enter-node.sh', () => {
  test.each(CONTAINERS.map((shell) => [shell.join(' '), shell]))(
    'with %s writes its arguments to the node, for nobody else to read, and runs kubelet.sh',
    (_, shell) => {
      const scripts = ['kubelet.sh', TEXT, 'config-file.awk', '{ print }\n'];
      const environment = { NAMESERVERS: '169.254.20.10' };
      const { status, output, calls, files } = run(['patch', ...scripts], { shell: shell as string[], environment });
      expect([status, output]).toEqual(['0', "ran patch as 0 for '169.254.20.10'\n"]);
      expect(calls).toBe(
        'systemctl stop node-local-dns-kubelet.service\nsystemctl reset-failed node-local-dns-kubelet.service\n',
      );
      expect(files).toBe(
        `700 .\n600 config-file.awk\n600 kubelet.sh\n= config-file.awk\n{ print }\n= kubelet.sh\n${TEXT}`,
      );
    },
  );

  test('makes private the directory that an older version has made for all to read', () => {
    const prepare = `mkdir -m 755 ${THERE}; echo old > ${THERE}/kubelet.sh; chmod 644 ${THERE}/kubelet.sh`;
    const { files } = run(['revert', 'kubelet.sh', 'echo new\n'], { prepare });
    expect(files).toBe('700 .\n600 kubelet.sh\n= kubelet.sh\necho new\n');
  });

  test('gives what waits for the cache to systemd, with its parameters', () => {
    const environment = {
      CACHE_HEALTH: 'http://169.254.20.10:8080/health',
      NAMESERVERS: '169.254.20.10 10.96.0.10',
      RESTART_COMMAND: `echo "it's" $HOME`,
      PARAMETERS: 'NAMESERVERS RESTART_COMMAND CACHE_HEALTH',
    };
    const { status, output, calls } = run(['patch', 'kubelet.sh', TEXT], { environment });
    expect([status, output]).toEqual(['0', expect.stringContaining('waits for the cache')]);
    expect(calls).toContain(
      `systemd-run --unit=node-local-dns-kubelet --setenv=NAMESERVERS=169.254.20.10 10.96.0.10 --setenv=RESTART_COMMAND=echo "it's" $HOME --setenv=CACHE_HEALTH=http://169.254.20.10:8080/health /bin/sh ${THERE}/kubelet.sh patch\n`,
    );
  });

  test('says so where nothing can wait for the cache', () => {
    const container = {
      environment: { CACHE_HEALTH: 'http://[::1]/' },
      programs: 'systemctl',
      prepare:
        'mount -t tmpfs none /usr/sbin; [ ! -e /usr/bin/systemd-run ] || mount --bind /dev/null /usr/bin/systemd-run',
    };
    const { status, output } = run(['patch', 'kubelet.sh', TEXT], container);
    expect([status, output]).toEqual(['1', expect.stringContaining('this node has no systemd-run')]);
  });

  test('leaves a node that was never patched as it is', () => {
    const { status, output, calls, files } = run(['revert', 'kubelet.sh', TEXT]);
    expect([status, output, calls, files]).toEqual(['0', 'kubelet: this node was never patched\n', '', '']);
  });

  test.each([
    ['no action', [], "the action is ''"],
    ['another action', ['rm', 'kubelet.sh', 'x'], "the action is 'rm'"],
    ['no scripts', ['patch'], 'there is no script kubelet.sh'],
    ['other scripts alone', ['patch', 'config-file.awk', 'x'], 'there is no script kubelet.sh'],
    ['a name with a slash', ['patch', 'kubelet.sh', 'x', '../cron.d/x', 'y'], "'../cron.d/x' is no name of a script"],
    ['a name that begins with a dot', ['patch', 'kubelet.sh', 'x', '..', 'y'], "'..' is no name of a script"],
    ['an empty name', ['patch', 'kubelet.sh', 'x', '', 'y'], "'' is no name of a script"],
    ['a name with a line break', ['patch', 'kubelet.sh', 'x', 'a\nb', 'y'], 'is no name of a script'],
    ['a name without a text', ['patch', 'kubelet.sh'], 'the script kubelet.sh has no text'],
    ['an empty text', ['patch', 'kubelet.sh', ''], 'the script kubelet.sh has no text'],
  ])('refuses %s, and changes nothing', (_, args, reason) => {
    const { status, output, calls, files } = run(args as string[]);
    expect([status, output, calls, files]).toEqual(['2', expect.stringContaining(reason), '', '']);
  });
});

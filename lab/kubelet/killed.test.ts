import { chmodSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CONFIGURATIONS } from './configurations';
import { DROP_IN, DropInNode } from './drop-in-node';
import { FATAL, LOCAL_AND_KUBE_DNS, Node } from './node';

/** Every program that the script calls but those that only look: each is a step, and one of them kills it instead. */
const PROGRAMS = ['cat', 'cmp', 'cp', 'mkdir', 'mv', 'rm', 'rmdir', 'sort', 'sync', 'systemctl'];
/** Hundreds of runs. */
const SECONDS = 600_000;
const ORIGINAL = CONFIGURATIONS['kubeadm 1.36'];
const PATCHED = ORIGINAL.replace('clusterDNS:\n- 10.96.0.10', 'clusterDNS: ["169.254.20.10", "10.96.0.10"]');

/** Counts the calls, and kills the script and all that it has started at call number `$NODE/kill-at`. */
function count(node: Node) {
  for (const name of PROGRAMS) {
    const real = name === 'systemctl' ? join(node.directory, 'up.systemctl') : `/usr/bin/${name}`;
    if (name === 'systemctl') copyFileSync(join(node.bin, name), real);
    node.program(
      name,
      // Programs in a pipeline are called at the same time.
      `echo >> "$NODE/up.calls"
read -r at < "$NODE/up.kill"
if [ "$(wc -c < "$NODE/up.calls")" = "$at" ]; then kill -KILL 0; fi
exec ${real} "$@"`,
    );
  }
}

async function runKilled(node: Node, action: string, at: number, parameters = {}): Promise<number> {
  writeFileSync(join(node.directory, 'up.calls'), '');
  writeFileSync(join(node.directory, 'up.kill'), `${at}\n`);
  await node.run(action, parameters);
  return readFileSync(join(node.directory, 'up.calls')).length;
}

describe.concurrent('killed at any of its steps', () => {
  /** Runs `check` for a kill at each step of an action, which `prepare` makes possible. */
  async function everyStep(
    prepare: (node: Node) => Promise<unknown>,
    action: string,
    parameters: object,
    check: (node: Node, at: number) => Promise<void>,
    create = () => new Node(ORIGINAL),
  ) {
    for (let at = 1; ; at++) {
      const node = create();
      await prepare(node);
      count(node);
      const calls = await runKilled(node, action, at, parameters);
      if (calls < at) {
        node.remove();
        expect(at).toBeGreaterThan(20);
        return;
      }
      await check(node, at);
      node.remove();
    }
  }
  const nothing = async () => undefined;

  test(
    'patch leaves the old file or the new one, and a second patch ends with the new one',
    async () => {
      await everyStep(nothing, 'patch', {}, async (node, at) => {
        expect([at, [ORIGINAL, PATCHED].includes(node.text)]).toEqual([at, true]);
        expect([at, (await runKilled(node, 'patch', 0)) > 0]).toEqual([at, true]);
        expect([at, node.text, node.up, node.files.filter((path) => path.includes('new'))]).toEqual([
          at,
          PATCHED,
          true,
          [],
        ]);
        expect(readFileSync(join(node.state, 'original'), 'utf8')).toBe(ORIGINAL);
      });
    },
    SECONDS,
  );

  test(
    'patch leaves nothing that others can read',
    async () => {
      const prepare = async (node: Node) => chmodSync(node.file, 0o600);
      await everyStep(prepare, 'patch', {}, async (node, at) => {
        expect([at, node.readable]).toEqual([at, []]);
      });
    },
    SECONDS,
  );

  test(
    'patch, and then revert, gives the original, and a kubelet',
    async () => {
      await everyStep(nothing, 'patch', {}, async (node, at) => {
        await runKilled(node, 'revert', 0);
        expect([at, node.text, node.up, node.files]).toEqual([at, ORIGINAL, true, ['etc', 'etc/config.yaml']]);
      });
    },
    SECONDS,
  );

  test(
    'patch leaves a drop-in or none, a second patch ends with it, and revert without it',
    async () => {
      await everyStep(
        nothing,
        'patch',
        {},
        async (node, at) => {
          expect([at, ['', DROP_IN].includes(node.text)]).toEqual([at, true]);
          await runKilled(node, at % 2 ? 'patch' : 'revert', 0);
          expect([at, node.text, node.up]).toEqual([at, at % 2 ? DROP_IN : '', true]);
          await runKilled(node, 'revert', 0);
          expect([at, node.files]).toEqual([at, ['etc', 'etc/config.yaml']]);
        },
        () => new DropInNode(),
      );
    },
    SECONDS,
  );

  test(
    'revert leaves a drop-in or none, and a second revert none',
    async () => {
      await everyStep(
        (node) => node.run('patch'),
        'revert',
        {},
        async (node, at) => {
          expect([at, ['', DROP_IN].includes(node.text)]).toEqual([at, true]);
          await runKilled(node, 'revert', 0);
          expect([at, node.files, node.up]).toEqual([at, ['etc', 'etc/config.yaml'], true]);
        },
        () => new DropInNode(),
      );
    },
    SECONDS,
  );

  test(
    'revert leaves the old file or the new one, and a second revert ends with the old one',
    async () => {
      await everyStep(
        (node) => node.run('patch'),
        'revert',
        {},
        async (node, at) => {
          expect([at, [ORIGINAL, PATCHED].includes(node.text)]).toEqual([at, true]);
          await runKilled(node, 'revert', 0);
          expect([at, node.text, node.up, node.files]).toEqual([at, ORIGINAL, true, ['etc', 'etc/config.yaml']]);
        },
      );
    },
    SECONDS,
  );

  test(
    'a patch that must be rolled back is, by the next run, and the kubelet is up',
    async () => {
      await everyStep(nothing, 'patch', { NAMESERVERS: FATAL }, async (node, at) => {
        await runKilled(node, 'patch', 0, { NAMESERVERS: FATAL });
        expect([at, node.text, node.up]).toEqual([at, ORIGINAL, true]);
        await runKilled(node, 'patch', 0, { NAMESERVERS: LOCAL_AND_KUBE_DNS });
        expect([at, node.text, node.up]).toEqual([at, PATCHED, true]);
      });
    },
    SECONDS,
  );
});

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { DropInNode } from './drop-in-node';
import { FATAL, Node, SHELLS } from './node';

const HEAD = 'apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n';
const NONE = `${HEAD}healthzPort: 0\nclusterDNS: [10.96.0.10]\n`;

const nodes: Node[] = [];
const known = <T extends Node>(node: T): T => {
  nodes.push(node);
  return node;
};
afterEach(() => {
  for (const node of nodes.splice(0)) node.remove();
});

/** A kubelet that answers at this port of its own host alone, or nowhere. */
function answersAt<T extends Node>(node: T, port?: number): T {
  const answer = port ? `http://127.0.0.1:${port}/healthz` : 'nowhere';
  node.program('curl', `for url; do :; done; [ "$url" = ${answer} ] && [ -e "$NODE/up" ]`);
  return known(node);
}
const good = { status: 0, output: expect.stringContaining('the kubelet is back') };

describe.each(SHELLS.filter(([shell]) => shell !== 'busybox sh'))('with %s, without a health endpoint', (_, shell) => {
  const aNode = () => answersAt(new Node(NONE, shell));

  test('a kubelet that stays is back', async () => {
    const node = aNode();
    node.program('sleep', 'echo "$1" >> "$NODE/up.slept"');
    expect(await node.run('patch')).toEqual(good);
    expect(readFileSync(join(node.directory, 'up.slept'), 'utf8')).toBe('10\n10\n');
    expect((await node.run('revert')).status).toBe(0);
    expect([node.text, node.restarts]).toEqual([NONE, 2]);
  });

  test('a kubelet that does not start gets its file back', async () => {
    const node = aNode();
    const { status, output } = await node.run('patch', { NAMESERVERS: FATAL });
    expect([status, output]).toEqual([1, expect.stringContaining('the kubelet did not come back with')]);
    expect([node.text, node.up]).toEqual([NONE, true]);
  });

  test('a kubelet that starts over and over gets its file back', async () => {
    const node = aNode();
    const start = 'rm -rf "$NODE/proc"; start-kubelet';
    node.program('sleep', `[ "$1" != 10 ] || ! grep -q ${FATAL} "$NODE/etc/config.yaml" || { ${start}; }`);
    node.program('systemctl', `[ "$1" != restart ] || { echo "$*" >> "$NODE/systemctl"; ${start}; }`);
    const { status, output } = await node.run('patch', { NAMESERVERS: FATAL });
    expect([status, output]).toEqual([1, expect.stringContaining('the one before is in use again')]);
    expect([node.text, node.restarts]).toEqual([NONE, 2]);
  });

  test('what was killed while no kubelet ran goes on', async () => {
    const node = aNode();
    const systemctl = readFileSync(join(node.bin, 'systemctl'), 'utf8').replace(/^.*\n/, '');
    node.program('systemctl', `[ "$1" != restart ] || { rm -rf "$NODE/proc"; kill -KILL 0; }\n${systemctl}`);
    expect((await node.run('patch', { KIND: 'auto' })).status).toBe(null);
    node.program('systemctl', systemctl);
    expect(await node.run('patch', { KIND: 'auto', FILE: '' })).toEqual(good);
    expect(node.text).toContain('169.254.20.10');
  });
});

describe('the health endpoint is', () => {
  test('at the port of the configuration', async () => {
    const node = answersAt(new Node(NONE.replace('Port: 0', 'Port: 10300')), 10300);
    expect(await node.run('patch')).toEqual(good);
  });

  test('at the port of the last drop-in', async () => {
    const node = answersAt(new DropInNode(), 10302);
    writeFileSync(node.file, NONE);
    writeFileSync(join(node.configDir, '00.conf'), `${HEAD}healthzPort: 10301\n`);
    writeFileSync(join(node.configDir, '01.conf'), `${HEAD}healthzPort: 10302\n`);
    expect(await node.run('patch')).toEqual(good);
  });

  test('at the port of the flag', async () => {
    const node = answersAt(new Node(NONE), 10303);
    node.startKubelet([`--config=${node.file}`, '--healthz-port=10303']);
    expect(await node.run('patch')).toEqual(good);
  });

  test.each([
    ['at the port that the kubelet has of itself', {}, 10248],
    ['where HEALTHZ says, if the kubelet does not', { HEALTHZ: 'http://127.0.0.1:10304/healthz' }, 10304],
  ])('%s', async (_, parameters, port) => {
    const node = answersAt(new Node(NONE.replace('healthzPort: 0\n', '')), port);
    expect(await node.run('patch', parameters as Record<string, string>)).toEqual(good);
    rmSync(join(node.directory, 'up'));
    const more = await node.run('patch', { ...parameters, NAMESERVERS: '169.254.20.11' });
    expect(more).toEqual({ status: 1, output: expect.stringContaining(`not up (seen by: http://127.0.0.1:${port}/`) });
  });
});

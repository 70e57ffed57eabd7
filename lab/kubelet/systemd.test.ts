import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../harness/process';
import { FATAL } from './node';
import { CONFIGURATION, ENVIRONMENT, HAS_SYSTEMD, SystemdNode } from './systemd-node';

const ORIGINAL = 'kind: KubeletConfiguration\nclusterDNS: [10.96.0.10]\n';
const OURS = '169.254.20.10';
const CACHE_HEALTH = 'http://127.0.0.1:9000/health';
const UNIT = 'node-local-dns-kubelet';

// Nothing but the kubelet is a stand-in: systemd, systemctl, systemd-run, nsenter and the waiting are real.
describe.runIf(HAS_SYSTEMD)('with a real systemd', () => {
  const node = new SystemdNode();
  beforeAll(() => node.start(), 60_000);
  afterAll(() => node.stop());

  const kubelet = () => node.property('MainPID');
  const start = async (configuration = ORIGINAL, environment = '') => {
    node.write(CONFIGURATION, configuration);
    node.write(ENVIRONMENT, environment);
    expect(node.run('systemctl', 'restart', 'kubelet').status).toBe(0);
  };
  beforeEach(() => start());

  test('the kubelet is patched and restarted, and reverted', async () => {
    const before = kubelet();
    expect(node.enterNode('patch')).toEqual({ status: 0, output: expect.stringContaining('the kubelet is back') });
    expect([node.read(CONFIGURATION).includes(OURS), kubelet() === before]).toEqual([true, false]);
    const patched = kubelet();
    expect(node.enterNode('patch').output).toContain('already');
    expect(kubelet()).toBe(patched);
    expect(node.enterNode('revert').output).toContain('is as without the cache');
    expect([node.read(CONFIGURATION), node.property('ActiveState')]).toEqual([ORIGINAL, 'active']);
  });

  test('a kubelet that fails over and over gets its file back', async () => {
    const parameters = { NAMESERVERS: `${OURS} ${FATAL}`, RESTART_SECONDS: '5' };
    expect(node.enterNode('patch', parameters)).toEqual({
      status: 1,
      output: expect.stringContaining('is in use again'),
    });
    expect([node.read(CONFIGURATION), node.property('ActiveState')]).toEqual([ORIGINAL, 'active']);
    node.enterNode('revert');
  });

  test('a kubelet without a health endpoint is watched', async () => {
    const silent = `${ORIGINAL}healthzPort: 0\n`;
    await start(silent);
    const fatal = { NAMESERVERS: `${OURS} ${FATAL}`, RESTART_SECONDS: '5' };
    expect(node.enterNode('patch', fatal)).toEqual({ status: 1, output: expect.stringContaining('is in use again') });
    expect(node.read(CONFIGURATION)).toBe(silent);
    expect(node.enterNode('patch')).toEqual({ status: 0, output: expect.stringContaining('the kubelet is back') });
    node.enterNode('revert');
  }, 120_000);

  test('an environment file is found by the unit, and the flag takes effect', async () => {
    const environment = 'KUBELET_EXTRA_ARGS="--v=2 --cluster-dns=10.96.0.10"\n';
    await start(ORIGINAL, environment);
    const answer = node.enterNode('patch');
    expect([answer.status, answer.output]).toEqual([
      1,
      expect.stringContaining(`path: '${ENVIRONMENT}', variable: 'KUBELET_EX`),
    ]);
    const found = node.enterNode('patch', { KIND: 'auto' });
    expect(found).toEqual({ status: 0, output: expect.stringContaining(`${ENVIRONMENT} has ${OURS}`) });
    expect(node.read(`/proc/${kubelet()}/cmdline`)).toContain(`--cluster-dns=${OURS},10.96.0.10`);
    node.enterNode('revert');
    expect([node.read(ENVIRONMENT), node.read(CONFIGURATION)]).toEqual([environment, ORIGINAL]);
  });

  test('what waits for the cache is a unit, with its parameters as they were, and patches then', async () => {
    const RESTART_COMMAND = `echo "it's \\$HOME; 100%n" > /run/said; systemctl restart kubelet`;
    expect(node.enterNode('patch', { CACHE_HEALTH, RESTART_COMMAND }).output).toContain('waits for the cache');
    expect([node.read(CONFIGURATION), node.property('ActiveState', UNIT)]).toEqual([ORIGINAL, 'active']);
    const server = `require('http').createServer((_, r) => r.end()).listen(9000, '127.0.0.1')`;
    node.run('systemd-run', '--unit=cache', process.execPath, '-e', server);
    await until('the kubelet is patched', () => node.property('ActiveState', UNIT) === 'inactive', { seconds: 40 });
    expect([node.read(CONFIGURATION).includes(OURS), node.read('/run/said')]).toEqual([true, `it's $HOME; 100%n\n`]);
    node.run('systemctl', 'stop', 'cache');
    node.enterNode('revert');
  });

  test('a revert ends what still waits, which changes nothing any more', async () => {
    node.enterNode('patch', { CACHE_HEALTH });
    expect(node.property('ActiveState', UNIT)).toBe('active');
    expect(node.enterNode('revert').status).toBe(0);
    expect([node.property('ActiveState', UNIT), node.read(CONFIGURATION)]).toEqual(['inactive', ORIGINAL]);
    expect(node.run('ls', '/var/lib/node-local-dns').status).toBe(2);
  });
});

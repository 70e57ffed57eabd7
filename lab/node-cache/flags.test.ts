import { describe, expect, test } from 'vitest';
import { answering, NodeCacheProcess } from '../harness/node-cache-process';

const QUIET = ['-setupinterface=false', '-setupiptables=false', '-metrics-listen-address=off'];

/** Starts node-cache with flags that it refuses. */
async function refused(localIp: string, ...args: string[]) {
  const cache = await NodeCacheProcess.start(localIp, {
    args: [...QUIET, ...args],
  });
  return { status: await cache.exit, log: cache.log };
}

describe('the flags of node-cache', () => {
  test.each(['-comment-iptables', '-setupebtables', '-healthport=8080', '-reloadWithSignal'])(
    'do not include %s: status 2',
    async (flag) => {
      expect(await refused('127.0.1.1', flag)).toMatchObject({
        status: 2,
        log: expect.stringContaining('not defined'),
      });
    },
  );

  test('-syncinterval refuses a number without a unit', async () => {
    expect((await refused('127.0.1.1', '-syncinterval=60')).status).toBe(2);
  });

  test.each([
    ['', 'invalid localip specified - ""'],
    ['127.0.1.1, 127.0.1.2', 'invalid localip specified - " 127.0.1.2"'],
    ['127.0.1.1,::1', 'unexpected IP Family for localIP'],
  ])('-localip refuses %j', async (localIp, message) => {
    const { status, log } = await refused(localIp);
    expect(log).toContain(message);
    expect(status).not.toBe(0);
  });

  test('-corefile is ignored: -conf says where the Corefile goes', async () => {
    const cache = await NodeCacheProcess.start('127.0.1.1', {
      args: [...QUIET, '-corefile', '/nowhere/Corefile'],
    });
    await cache.answers('127.0.1.1');
    expect(cache.corefile()).toContain('bind 127.0.1.1');
    await cache.stop();
  });
});

describe('the plugins of node-cache', () => {
  test('are these and no more', async () => {
    const { log } = await refused('127.0.1.1', '-plugins');
    const plugins = log.split('\n').filter((line) => /^[a-z0-9]+$/.test(line));
    expect(plugins.join(' ')).toBe(
      'bind bufsize cache debug dns64 dnstap errors forward health hosts loadbalance log loop metadata pprof prometheus ' +
        'reload rewrite template timeouts trace whoami',
    );
  });

  test('that are missing end it with status 1', async () => {
    const cache = await NodeCacheProcess.start('127.0.1.1', {
      base: answering('first', 'ready'),
      args: QUIET,
    });
    expect(await cache.exit).toBe(1);
    expect(cache.log).toContain("directive 'ready'");
  });
});

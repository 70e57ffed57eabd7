import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { answering, linkExists, NodeCacheProcess, rulesOf } from '../harness/node-cache-process';
import { sh, sleep, until } from '../harness/process';

const LINK = 'nodelocaldns';
const IP = '169.254.20.10';
const WITH_PIDFILE = ['-pidfile', '/tmp/node-cache-test.pid'];
const RULES = { raw: 8, filter: 4 };
let cache: NodeCacheProcess;

const hasDummyDevices = (() => {
  try {
    sh('ip', ['link', 'add', 'probe', 'type', 'dummy']);
    sh('ip', ['link', 'delete', 'probe']);
    return true;
  } catch {
    return false;
  }
})();

async function start(args: string[] = WITH_PIDFILE, localIp = IP) {
  cache = await NodeCacheProcess.start(localIp, { args: [...args] });
  return cache;
}

async function startWithRules() {
  await start();
  await until('the rules are there', () => rulesOf(IP, 'raw').length === RULES.raw, { seconds: 5 });
}

beforeEach(() => {
  sh('rm', ['-f', WITH_PIDFILE[1]]);
  sh('ip', ['link', 'add', LINK, 'type', hasDummyDevices ? 'dummy' : 'bridge']);
});

afterEach(async () => {
  await cache.stop('SIGKILL');
  if (linkExists(LINK)) sh('ip', ['link', 'delete', LINK]);
  for (const program of ['iptables', 'ip6tables']) {
    for (const table of ['raw', 'filter']) sh(program, ['-t', table, '-F']);
  }
});

describe('the interface', () => {
  test('has every local address', async () => {
    await (await start([], `${IP},10.96.0.10`)).answers('10.96.0.10');
    const addresses = sh('ip', ['-brief', 'address', 'show', LINK]);
    expect(addresses).toContain(`${IP}/32`);
    expect(addresses).toContain('10.96.0.10/32');
  });

  test.skipIf(hasDummyDevices)('is missing where the kernel has no dummy device, and the bind fails', async () => {
    sh('ip', ['link', 'delete', LINK]);
    await start();
    expect(await cache.exit).toBe(1);
    expect(cache.log).toContain(`Failed to add non-existent interface ${LINK}`);
    expect(cache.log).toContain('cannot assign requested address');
  });

  test('an address that is bound and not in -localip ends the process', async () => {
    cache = await NodeCacheProcess.start(IP, {
      base: answering('first').replace('__PILLAR__LOCAL__DNS__', '10.96.0.10'),
    });
    expect(await cache.exit).toBe(1);
    expect(cache.log).toContain('cannot assign requested address');
  });
});

describe('the rules', () => {
  test('are twelve for each address, eight of them in the raw table', async () => {
    await startWithRules();
    const skip = '-m comment --comment "NodeLocal DNS Cache: skip conntrack" -j NOTRACK';
    const allow = '-m comment --comment "NodeLocal DNS Cache: allow DNS traffic" -j ACCEPT';
    expect(rulesOf(IP, 'raw').sort()).toEqual([
      `-A OUTPUT -d ${IP}/32 -p tcp -m tcp --dport 53 ${skip}`,
      `-A OUTPUT -d ${IP}/32 -p tcp -m tcp --dport 8080 ${skip}`,
      `-A OUTPUT -d ${IP}/32 -p udp -m udp --dport 53 ${skip}`,
      `-A OUTPUT -s ${IP}/32 -p tcp -m tcp --sport 53 ${skip}`,
      `-A OUTPUT -s ${IP}/32 -p tcp -m tcp --sport 8080 ${skip}`,
      `-A OUTPUT -s ${IP}/32 -p udp -m udp --sport 53 ${skip}`,
      `-A PREROUTING -d ${IP}/32 -p tcp -m tcp --dport 53 ${skip}`,
      `-A PREROUTING -d ${IP}/32 -p udp -m udp --dport 53 ${skip}`,
    ]);
    expect(rulesOf(IP, 'filter').sort()).toEqual([
      `-A INPUT -d ${IP}/32 -p tcp -m tcp --dport 53 ${allow}`,
      `-A INPUT -d ${IP}/32 -p udp -m udp --dport 53 ${allow}`,
      `-A OUTPUT -s ${IP}/32 -p tcp -m tcp --sport 53 ${allow}`,
      `-A OUTPUT -s ${IP}/32 -p udp -m udp --sport 53 ${allow}`,
    ]);
  });

  test('come when the pidfile says that CoreDNS serves', async () => {
    const begin = Date.now();
    await startWithRules();
    expect(Date.now() - begin).toBeLessThan(3000);
  });

  test('do not come for the first minute without a pidfile', async () => {
    await (await start([])).answers(IP);
    await sleep(3);
    expect(rulesOf(IP, 'raw')).toEqual([]);
  });

  test('come after N seconds with -syncinterval=Nns, and come back when they are removed', async () => {
    await start(['-syncinterval=1ns']);
    const complete = () => rulesOf(IP, 'raw').length === RULES.raw;
    await until('the rules are there', complete, { seconds: 4 });
    sh('iptables', ['-t', 'raw', '-F']);
    await until('the rules are back', complete, { seconds: 4 });
  });

  test('are in the tables of the address family', async () => {
    await start([...WITH_PIDFILE, '-setupinterface=false'], '::1');
    await until('the rules are there', () => rulesOf('::1', 'raw', 'ip6tables').length === RULES.raw, {
      seconds: 5,
    });
    expect(sh('iptables', ['-t', 'raw', '-S'])).not.toContain('NOTRACK');
  });

  test('name the port of -health-port, which moves no listener', async () => {
    await start([...WITH_PIDFILE, '-health-port=9999']);
    await until('the rules are there', () => rulesOf(IP, 'raw').length === RULES.raw, { seconds: 5 });
    expect(rulesOf(IP, 'raw').filter((rule) => rule.includes('9999'))).toHaveLength(2);
  });

  test('are not doubled by a second start', async () => {
    await startWithRules();
    await cache.stop('SIGKILL');
    await startWithRules();
    await sleep(2);
    expect(rulesOf(IP, 'raw')).toHaveLength(RULES.raw);
  });

  test('are left to others with -setupiptables=false', async () => {
    await (await start([...WITH_PIDFILE, '-setupiptables=false'])).answers(IP);
    await sleep(2);
    expect(rulesOf(IP, 'raw')).toEqual([]);
  });
});

describe('the end of the process', () => {
  test('by SIGTERM removes rules and interface, with status 0', async () => {
    await startWithRules();
    expect(await cache.stop('SIGTERM')).toBe(0);
    expect([rulesOf(IP, 'raw'), rulesOf(IP, 'filter'), linkExists(LINK)]).toEqual([[], [], false]);
  });

  test('by SIGTERM leaves both with -skipteardown=true', async () => {
    await start([...WITH_PIDFILE, '-skipteardown=true']);
    await until('the rules are there', () => rulesOf(IP, 'raw').length === RULES.raw, { seconds: 5 });
    await cache.stop('SIGTERM');
    expect([rulesOf(IP, 'raw').length, linkExists(LINK)]).toEqual([RULES.raw, true]);
  });

  test('by SIGKILL leaves both, so that nobody answers', async () => {
    await startWithRules();
    await cache.stop('SIGKILL');
    expect([rulesOf(IP, 'raw').length, linkExists(LINK)]).toEqual([RULES.raw, true]);
  });
});

describe('the metrics of the setup', () => {
  test('are on port 9353 from the start', async () => {
    await (await start([])).answers(IP);
    expect(await (await fetch('http://127.0.0.1:9353/metrics')).text()).toContain(
      'coredns_nodecache_setup_errors_total',
    );
  });
});

import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Ended, ended, sh, until } from '../harness/process';

/** The script by itself, as a container has it, with the real iptables, in a network of its own. */
const SCRIPTS = 'src/fail-open';
const NETWORK = 'fail-open';
const LOCAL_IP = '169.254.20.10';
const KUBE_DNS = '10.96.0.10';
const PARAMETERS = {
  LOCAL_IPS: LOCAL_IP,
  CLUSTER_DNS_IPS: KUBE_DNS,
  BOUND_IPS: `${LOCAL_IP} ${KUBE_DNS}`,
  REDIRECT: 'no',
  PROXY_MODE: 'iptables',
  HEALTH_PORT: '8080',
  INTERFACE: 'nodelocaldns',
  POD_NAME: 'node-local-dns-1',
};
const V6 = { LOCAL_IPS: 'fd00::10', CLUSTER_DNS_IPS: 'fd00:10:96::a', BOUND_IPS: 'fd00::10 fd00:10:96::a' };
const DUAL = {
  LOCAL_IPS: `${LOCAL_IP} ${V6.LOCAL_IPS}`,
  CLUSTER_DNS_IPS: `${V6.CLUSTER_DNS_IPS} ${KUBE_DNS}`,
  BOUND_IPS: `${PARAMETERS.BOUND_IPS} ${V6.BOUND_IPS}`,
};
const ipvs = (localIps = LOCAL_IP) => ({
  PROXY_MODE: 'ipvs',
  REDIRECT: 'yes',
  LOCAL_IPS: localIps,
  BOUND_IPS: localIps,
});
const IPVS = ipvs();
const OTHER_IPVS = ipvs('169.254.25.10');

const TABLES = ['raw', 'filter', 'nat'];
/** bash takes a socket on its input for a remote shell's. */
const SHELLS = [['dash'], ['busybox', 'sh'], ['bash', '--norc', '--posix']].filter(([shell]) =>
  succeeds('which', shell),
);
const BACKENDS = ['nft', 'legacy'].filter((backend) => {
  const probe = ['-t', 'raw', '-A', 'OUTPUT', '-d', '192.0.2.1', '-j', 'NOTRACK'];
  return succeeds('unshare', '--net', `/usr/lib/iptables-${backend}/iptables`, ...probe);
});

function succeeds(command: string, ...args: string[]): boolean {
  try {
    sh(command, args);
    return true;
  } catch {
    return false;
  }
}

beforeAll(() => {
  sh('ip', ['netns', 'add', NETWORK]);
});
afterAll(() => {
  sh('ip', ['netns', 'delete', NETWORK]);
});

test('there is a backend and a shell to try', () => {
  expect(BACKENDS).not.toEqual([]);
  expect(SHELLS).toContainEqual(['dash']);
});

describe.each(BACKENDS.flatMap((backend) => SHELLS.map((shell) => [backend, shell] as const)))(
  'with iptables-%s and %s',
  (backend, shell) => {
    const PATH = `/usr/lib/iptables-${backend}:/usr/bin:/bin`;
    const inNetwork = (...command: string[]) => ['netns', 'exec', NETWORK, ...command];
    /** `env -i`: the script has nothing but its arguments. */
    const command = (
      action: string,
      parameters: Record<string, string>,
      environment: string[] = [],
      scripts = SCRIPTS,
    ) => {
      const values = Object.entries({ ...PARAMETERS, ...parameters }).map(([name, value]) => `${name}=${value}`);
      const script = [join(scripts, 'fail-open.sh'), action, ...values];
      return inNetwork('env', '-i', `PATH=${PATH}`, ...environment, ...shell, ...script);
    };
    const run = (action: string, parameters = {}, environment: string[] = []): Promise<Ended> =>
      ended('ip', command(action, parameters, environment));
    const iptables = (...args: string[]) => sh('ip', inNetwork(`/usr/lib/iptables-${backend}/iptables`, ...args));
    const listing = (table: string, program = 'iptables') =>
      sh('ip', inNetwork(`/usr/lib/iptables-${backend}/${program}`, '-t', table, '-S'))
        .split('\n')
        .filter((rule) => rule.startsWith('-A'));
    const rules = (program?: string) => Object.fromEntries(TABLES.map((table) => [table, listing(table, program)]));
    const count = (program?: string) => TABLES.map((table) => listing(table, program).length);
    const NONE = [0, 0, 0];

    async function succeed(action: string, parameters = {}) {
      expect(await run(action, parameters)).toEqual({ ok: true, output: '' });
    }

    afterEach(() => {
      for (const program of ['iptables', 'ip6tables']) {
        for (const table of TABLES) sh('ip', inNetwork(`/usr/lib/iptables-${backend}/${program}`, '-t', table, '-F'));
      }
    });

    test('sets what a packet needs, for each address and protocol', async () => {
      await succeed('set');
      const texts = Object.values(rules())
        .flat()
        .map((rule) =>
          rule.replace(/ -m comment --comment "[^"]*"| -m (udp|tcp)/g, '').replace('CT --notrack', 'NOTRACK'),
        );
      const expected = [LOCAL_IP, KUBE_DNS].flatMap((ip) =>
        ['udp', 'tcp'].flatMap((protocol) => [
          `-A PREROUTING -d ${ip}/32 -p ${protocol} --dport 53 -m socket -m addrtype --dst-type LOCAL -j NOTRACK`,
          `-A OUTPUT -s ${ip}/32 -p ${protocol} --sport 53 -j NOTRACK`,
          `-A INPUT -d ${ip}/32 -p ${protocol} --dport 53 -j ACCEPT`,
          `-A OUTPUT -s ${ip}/32 -p ${protocol} --sport 53 -j ACCEPT`,
        ]),
      );
      const health = [LOCAL_IP, KUBE_DNS].flatMap((ip) => [
        `-A OUTPUT -d ${ip}/32 -p tcp --dport 8080 -j NOTRACK`,
        `-A OUTPUT -s ${ip}/32 -p tcp --sport 8080 -j NOTRACK`,
      ]);
      expect(texts.sort()).toEqual([...expected, ...health].sort());
    });

    test('says on each rule whose it is, and of which values', async () => {
      await succeed('set');
      for (const rule of Object.values(rules()).flat()) {
        expect(rule).toContain(
          `"node-local-dns fail-open nodelocaldns: iptables ${LOCAL_IP} ${KUBE_DNS} 8080 node-local-dns-1"`,
        );
      }
    });

    test('in IPVS mode serves the local IP alone, and sends what is tracked to the kube-dns IP', async () => {
      await succeed('set', IPVS);
      expect(count()).toEqual([6, 4, 2]);
      expect(Object.values(rules()).flat().join('\n')).not.toContain(`${KUBE_DNS}/32`);
      for (const rule of rules().nat) expect(rule).toContain(`-d ${LOCAL_IP}/32`);
      for (const rule of rules().nat) expect(rule).toContain(`--to-destination ${KUBE_DNS}:53`);
    });

    test('sets nothing twice', async () => {
      await succeed('set', IPVS);
      const first = rules();
      await succeed('set', IPVS);
      expect(rules()).toEqual(first);
    });

    test('brings back what somebody removed, and nothing else', async () => {
      await succeed('set');
      const first = count();
      iptables('-t', 'raw', '-F', 'PREROUTING');
      await succeed('set');
      expect(count()).toEqual(first);
    });

    test('replaces the rules of another health port', async () => {
      await succeed('set', { HEALTH_PORT: '8081' });
      await succeed('set');
      expect(count()).toEqual([12, 8, 0]);
      expect(rules().raw.join('\n')).not.toContain('8081');
    });

    test('replaces the rules of other addresses, or of another proxy mode', async () => {
      await succeed('set', IPVS);
      await succeed('set', {
        LOCAL_IPS: '169.254.25.10',
        CLUSTER_DNS_IPS: '10.97.0.10',
        BOUND_IPS: '169.254.25.10 10.97.0.10',
      });
      expect(count()).toEqual([12, 8, 0]);
      const text = Object.values(rules()).flat().join('\n');
      expect(text).not.toContain(LOCAL_IP);
      expect(text).not.toContain(KUBE_DNS);
    });

    test('in IPVS mode leaves the way from an earlier local IP to kube-dns, for pods that were told that one', async () => {
      await succeed('set', OTHER_IPVS);
      await succeed('set', IPVS);
      expect(count()).toEqual([6, 4, 4]);
      expect([...rules().raw, ...rules().filter].join('\n')).not.toContain('169.254.25.10');
    });

    test.each([{ INTERFACE: 'nodelocaldns' }, { INTERFACE: 'nld-01234567' }])(
      'in IPVS mode sends the local IP to the kube-dns IP alone, where %j has sent it elsewhere',
      async (earlier) => {
        await succeed('set', IPVS);
        await succeed('set', { ...IPVS, ...earlier, CLUSTER_DNS_IPS: '10.96.0.99' });
        await succeed('remove', { ...IPVS, ...earlier, CLUSTER_DNS_IPS: '10.96.0.99' });
        await succeed('set', IPVS);
        expect(rules().nat.map((rule) => rule.split(' ').pop())).toEqual([`${KUBE_DNS}:53`, `${KUBE_DNS}:53`]);
      },
    );

    test("leaves the rules of others, and of other caches' interfaces", async () => {
      iptables('-t', 'raw', '-A', 'PREROUTING', '-d', LOCAL_IP, '-p', 'udp', '--dport', '53', '-j', 'ACCEPT');
      const others = count();
      await succeed('set', { INTERFACE: 'nld-0123abcd', ...OTHER_IPVS });
      const before = rules();
      expect(count()).toEqual([others[0] + 6, 4, 2]);
      await succeed('set');
      await succeed('remove');
      expect(rules()).toEqual(before);
    });

    test("removes node-cache's own rules, which do not fail open, as often as they are there", async () => {
      const own = (table: string, said: string, ...rule: string[]) =>
        iptables('-t', table, '-I', ...rule, '-m', 'comment', '--comment', `NodeLocal DNS Cache: ${said}`);
      for (let times = 0; times < 2; times++) {
        for (const protocol of ['udp', 'tcp']) {
          const [to, from] = [
            ['-p', protocol, '-d', KUBE_DNS, '--dport', '53'],
            ['-p', protocol, '-s', KUBE_DNS, '--sport', '53'],
          ];
          own('raw', 'skip conntrack', 'PREROUTING', ...to, '-j', 'NOTRACK');
          own('raw', 'skip conntrack', 'OUTPUT', ...to, '-j', 'NOTRACK');
          own('raw', 'skip conntrack', 'OUTPUT', ...from, '-j', 'NOTRACK');
          own('filter', 'allow DNS traffic', 'INPUT', ...to, '-j', 'ACCEPT');
          own('filter', 'allow DNS traffic', 'OUTPUT', ...from, '-j', 'ACCEPT');
        }
        const health = ['-p', 'tcp', '-d', LOCAL_IP, '--dport', '8080'];
        own('raw', 'skip conntrack', 'OUTPUT', ...health, '-j', 'NOTRACK');
      }
      await succeed('set');
      expect(Object.values(rules()).flat().join('\n')).not.toContain('NodeLocal DNS Cache');
      expect(count()).toEqual([12, 8, 0]);
    });

    test('leaves nothing when it removes', async () => {
      await succeed('set');
      await succeed('remove');
      expect(count()).toEqual(NONE);
      await succeed('remove');
    });

    test('takes over from an earlier pod, which then removes nothing of it', async () => {
      await succeed('set', { POD_NAME: 'earlier' });
      await succeed('set');
      expect(count()).toEqual([12, 8, 0]);
      await succeed('remove', { POD_NAME: 'earlier' });
      expect(count()).toEqual([12, 8, 0]);
      await succeed('remove');
      expect(count()).toEqual(NONE);
    });

    test('in IPVS mode has one way to kube-dns, whatever pods there have been', async () => {
      for (const POD_NAME of ['earlier', 'later']) await succeed('set', { ...IPVS, POD_NAME });
      expect(count()).toEqual([6, 4, 2]);
    });

    test('in IPVS mode leaves the way to kube-dns when it removes, for pods that were told the local IP', async () => {
      await succeed('set', IPVS);
      await succeed('remove', IPVS);
      expect(count()).toEqual([0, 0, 2]);
    });

    test('has rules of IPv6 where the addresses are', async () => {
      await succeed('set', { ...V6, ...ipvs(V6.LOCAL_IPS) });
      expect([count('iptables'), count('ip6tables')]).toEqual([NONE, [6, 4, 2]]);
      expect(rules('ip6tables').nat.join('\n')).toContain('--to-destination [fd00:10:96::a]:53');
      await succeed('set', V6);
      expect(count('ip6tables')).toEqual([12, 8, 0]);
      await succeed('remove', V6);
      expect(count('ip6tables')).toEqual(NONE);
    });

    test('fails where there is no xt_socket, says what to do instead, and changes nothing', async () => {
      const modules = mkdtempSync(join(tmpdir(), 'xtables-'));
      cpSync('/usr/lib/x86_64-linux-gnu/xtables', modules, { recursive: true });
      rmSync(join(modules, 'libxt_socket.so'));
      const { ok, output } = await run('set', {}, [`XTABLES_LIBDIR=${modules}`]);
      expect(ok).toBe(false);
      expect(output).toContain('socket');
      expect(output).toContain('use a kernel that has it, or Availability.ROLLING');
      expect(count()).toEqual(NONE);
    });

    test.each(Object.keys(PARAMETERS))('fails without %s, and names it', async (name) => {
      const { ok, output } = await run('set', { [name]: '' });
      expect(ok).toBe(false);
      expect(output).toContain(`fail-open: ${name} is missing`);
      expect(count()).toEqual(NONE);
    });

    test.each([
      ['set', { PROXY_MODE: '$(reboot)' }, "PROXY_MODE is '$(reboot)', with a character that it cannot have"],
      ['set', { REDIRECT: 'perhaps' }, "REDIRECT is 'perhaps'; set yes or no"],
      [
        'set',
        { LOCAL_IPS: '169.254.20.10 169.254.20.11' },
        "'169.254.20.10 169.254.20.11' are two addresses of one family",
      ],
      ['set', { BOUND_IPS: '169.254.20.300' }, "'169.254.20.300' is not an IP address"],
      ['set', { BOUND_IPS: '169.254.20.010' }, "'169.254.20.010' is not an IP address"],
      ['set', { BOUND_IPS: 'fd00:1' }, "'fd00:1' is not an IP address"],
      ['set', { BOUND_IPS: 'fd00::10:0::1' }, "'fd00::10:0::1' is not an IP address"],
      ['set', { BOUND_IPS: 'fd00::12345' }, "'fd00::12345' is not an IP address"],
      ['set', { BOUND_IPS: ' ' }, 'BOUND_IPS is missing'],
      ['set', { ...DUAL, REDIRECT: 'yes', CLUSTER_DNS_IPS: KUBE_DNS }, 'has no address for fd00::10'],
      ['set', { LOCAL_IP }, `there is no parameter 'LOCAL_IP=${LOCAL_IP}'`],
      ['sit', {}, 'usage: fail-open.sh set | keep | remove NAME=VALUE...'],
    ])('refuses %s with %j', async (action, parameters, message) => {
      const { ok, output } = await run(action, parameters);
      expect(ok).toBe(false);
      expect(output).toContain(message);
      expect([count(), count('ip6tables')]).toEqual([NONE, NONE]);
    });

    test('takes no parameter from the environment', async () => {
      const environment = ['HEALTH_PORT=9999', 'INTERVAL=x'];
      expect(await run('set', {}, environment)).toEqual({ ok: true, output: '' });
      expect(rules().raw.join('\n')).not.toContain('9999');
    });

    test('reads the name of the pod from a file when it is not given', async () => {
      mkdirSync('/etc/pod', { recursive: true });
      writeFileSync('/etc/pod/name', 'from-a-file');
      const { ok } = await run('set', { POD_NAME: '' });
      rmSync('/etc/pod', { recursive: true });
      expect(ok).toBe(true);
      for (const rule of rules().raw) expect(rule).toContain(' 8080 from-a-file"');
    });

    test('has rules of both families in one run, each with the addresses of its own', async () => {
      await succeed('set', { ...DUAL, ...ipvs(DUAL.LOCAL_IPS) });
      expect([count(), count('ip6tables')]).toEqual([
        [6, 4, 2],
        [6, 4, 2],
      ]);
      expect(rules().nat.join('\n')).toContain(`ipvs ${LOCAL_IP} ${KUBE_DNS}" -j DNAT --to-destination ${KUBE_DNS}:53`);
      await succeed('set', DUAL);
      expect([count(), count('ip6tables')]).toEqual([
        [12, 8, 0],
        [12, 8, 0],
      ]);
      await succeed('remove', DUAL);
      expect([count(), count('ip6tables')]).toEqual([NONE, NONE]);
    });

    test('leaves comments of others that begin like its own', async () => {
      const owner = 'node-local-dns fail-open nodelocaldns:';
      for (const text of [`${owner} do not touch`, `${owner} iptables ${LOCAL_IP} ${KUBE_DNS} 8080 pod and more`]) {
        iptables('-t', 'raw', '-A', 'PREROUTING', '-p', 'udp', '-m', 'comment', '--comment', text, '-j', 'ACCEPT');
      }
      const before = rules();
      await succeed('set');
      await succeed('remove');
      expect(rules()).toEqual(before);
    });

    test('leaves all rules of one pod at least, when two set theirs at the same time', async () => {
      for (let round = 0; round < 4; round++) {
        await Promise.all(['a', 'b'].map((POD_NAME) => succeed('set', { POD_NAME })));
        const all = Object.values(rules()).flat();
        const complete = ['a', 'b'].filter((pod) => all.filter((rule) => rule.includes(` 8080 ${pod}"`)).length === 20);
        expect(complete).not.toEqual([]);
        for (const POD_NAME of ['a', 'b']) await succeed('remove', { POD_NAME });
      }
    });

    test.runIf(backend === 'legacy')('says that another program holds the lock', async () => {
      // Tests of other files wait for the machine's own lock.
      const file = join(mkdtempSync(join(tmpdir(), 'lock-')), 'xtables.lock');
      const lock = spawn('flock', ['--no-fork', file, 'sleep', '25']);
      await until('the lock is held', () => !succeeds('flock', '--nonblock', file, 'true'));
      const { ok, output } = await run('set', {}, [`XTABLES_LOCKFILE=${file}`]);
      lock.kill();
      expect(ok).toBe(false);
      expect(output).toContain('Another program holds the lock of iptables');
      expect(output).not.toContain('xt_socket');
      expect(count()).toEqual(NONE);
    });

    test.runIf(backend === 'nft')(
      'beside a chain that it cannot read, removes what it can, and says the rest',
      async () => {
        const nft = (text: string) => sh('ip', inNetwork('nft', text));
        nft('add table ip filter');
        nft('add chain ip filter INPUT { type filter hook input priority 0; }');
        nft('add rule ip filter INPUT fib saddr . iif oif missing drop');
        try {
          // Once more than needed, for what it cannot see.
          for (const _ of [1, 2]) expect(await run('set')).toMatchObject({ ok: true });
          expect(sh('ip', inNetwork('nft', 'list chain ip filter INPUT')).match(/ accept$/gm)).toHaveLength(4);
          const { ok, output } = await run('remove');
          expect([ok, output]).toEqual([false, expect.stringContaining('iptables cannot list filter INPUT')]);
          expect(listing('raw')).toEqual([]);
          expect(iptables('-t', 'filter', '-S', 'OUTPUT')).not.toContain('fail-open');
        } finally {
          nft('delete table ip filter');
        }
      },
    );

    test('keeps the rules until SIGTERM, and then removes them', async () => {
      // `ip netns exec` and `env` become what they run.
      const keeper = spawn('ip', command('keep', { INTERVAL: '1' }));
      const end = new Promise((resolve) => keeper.on('close', resolve));
      await until('the rules are there', () => count()[0] === 12, { seconds: 5 });
      iptables('-t', 'raw', '-F');
      iptables('-t', 'filter', '-F', 'INPUT');
      await until('the rules are back', () => count().join() === '12,8,0', { seconds: 5 });
      keeper.kill('SIGTERM');
      expect([await end, count()]).toEqual([0, NONE]);
    });

    test('keeps the rules without hang-watch.sh, and says what is not noticed then', async () => {
      const scripts = mkdtempSync(join(tmpdir(), 'fail-open-'));
      for (const name of ['fail-open.sh', 'rules.sh']) cpSync(join(SCRIPTS, name), join(scripts, name));
      const keeper = spawn('ip', command('keep', {}, [], scripts));
      let said = '';
      keeper.stderr.on('data', (data) => (said += data));
      const end = new Promise((resolve) => keeper.on('close', resolve));
      await until('the rules are there', () => count()[0] === 12, { seconds: 5 });
      keeper.kill('SIGTERM');
      expect([await end, count()]).toEqual([0, NONE]);
      expect(said).toBe(`fail-open: there is no ${scripts}/hang-watch.sh, so a cache that hangs is not noticed\n`);
      rmSync(scripts, { recursive: true });
    });
  },
);

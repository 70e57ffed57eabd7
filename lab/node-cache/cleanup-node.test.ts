import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ended, sh } from '../harness/process';

/** The tests run the script alone, with both backends of the real iptables, in this network namespace. */
const NETWORK = 'cleanup-node';
const LOCAL_IP = { iptables: '169.254.20.10', ip6tables: 'fd00::10' };
const KUBE_DNS = { iptables: '10.96.0.10', ip6tables: 'fd00:10:96::a' };

const BACKENDS = ['legacy', 'nft'] as const;
const PROGRAMS = ['iptables', 'ip6tables'] as const;
const TABLES = ['raw', 'filter', 'nat'];
type Backend = (typeof BACKENDS)[number];
type Program = (typeof PROGRAMS)[number];
/** The backends and programs that work with this kernel. */
const EACH = BACKENDS.flatMap((backend) => PROGRAMS.map((program) => [backend, program] as const)).filter(
  ([backend, program]) => {
    const probe = ['-t', 'raw', '-A', 'OUTPUT', '-p', 'udp', '-j', 'NOTRACK'];
    return succeeds('unshare', '--net', `/usr/lib/iptables-${backend}/${program}`, ...probe);
  },
);
/** bash takes a socket on its input for a remote shell's. */
const SHELLS = [['dash'], ['busybox', 'sh'], ['bash', '--norc', '--posix']];

function succeeds(command: string, ...args: string[]): boolean {
  try {
    sh(command, args);
    return true;
  } catch {
    return false;
  }
}

const inNetwork = (...command: string[]) => ['netns', 'exec', NETWORK, ...command];
const inside = (...command: string[]) => sh('ip', inNetwork(...command));
const tables = (backend: Backend, program: Program, ...args: string[]) =>
  inside(`/usr/lib/iptables-${backend}/${program}`, ...args);
/** nft's ruleset and legacy's lists of tables: both are empty until a program asks the kernel for a table. */
const untouched = () =>
  inside('sh', '-c', 'nft list ruleset; cat /proc/net/ip_tables_names /proc/net/ip6_tables_names 2> /dev/null || :');
const rules = () =>
  EACH.flatMap(([backend, program]) =>
    TABLES.flatMap((table) =>
      tables(backend, program, '-t', table, '-S')
        .split('\n')
        .filter((rule) => rule.startsWith('-A'))
        .map((rule) => `${backend} ${program} ${table} ${rule}`),
    ),
  );
const links = () => [...inside('ip', '-o', 'link').matchAll(/^\d+: ([^:@]+)/gm)].map(([, name]) => name);

/** Sets the rules of fail-open.sh, which stay until it is called with `remove`. */
function failOpen(backend: Backend, program: Program, parameters: Record<string, string> = {}) {
  const values = {
    LOCAL_IPS: LOCAL_IP[program],
    CLUSTER_DNS_IPS: KUBE_DNS[program],
    BOUND_IPS: `${LOCAL_IP[program]} ${KUBE_DNS[program]}`,
    REDIRECT: 'no',
    PROXY_MODE: 'iptables',
    HEALTH_PORT: '8080',
    INTERFACE: 'nodelocaldns',
    POD_NAME: 'node-local-dns-1',
    ...parameters,
  };
  const assignments = Object.entries(values).map(([name, value]) => `${name}=${value}`);
  const path = `PATH=/usr/lib/iptables-${backend}:/usr/bin:/bin`;
  inside('env', '-i', path, 'dash', 'src/fail-open/fail-open.sh', 'set', ...assignments);
}

/** Sets rules as node-cache does. */
function nodeCache(backend: Backend, program: Program) {
  const own = (table: string, said: string, ...rule: string[]) =>
    tables(backend, program, '-t', table, '-I', ...rule, '-m', 'comment', '--comment', `NodeLocal DNS Cache: ${said}`);
  const [to, from] = [
    ['-p', 'udp', '-d', KUBE_DNS[program], '--dport', '53'],
    ['-p', 'udp', '-s', KUBE_DNS[program], '--sport', '53'],
  ];
  own('raw', 'skip conntrack', 'PREROUTING', ...to, '-j', 'NOTRACK');
  own('raw', 'skip conntrack', 'OUTPUT', ...from, '-j', 'NOTRACK');
  own('filter', 'allow DNS traffic', 'INPUT', ...to, '-j', 'ACCEPT');
  own('filter', 'allow DNS traffic', 'OUTPUT', ...from, '-j', 'ACCEPT');
}

/** Sets rules of others that look like ours, or whose comments mention ours. */
function others() {
  for (const [backend, program] of EACH) {
    const to = ['-d', LOCAL_IP[program], '-p', 'udp', '--dport', '53'];
    const comment = (text: string) => ['-m', 'comment', '--comment', text];
    tables(backend, program, '-t', 'raw', '-A', 'PREROUTING', ...to, '-j', 'ACCEPT');
    tables(backend, program, '-t', 'filter', '-A', 'INPUT', ...to, ...comment('not NodeLocal DNS Cache: x'));
    tables(
      backend,
      program,
      '-t',
      'filter',
      '-A',
      'OUTPUT',
      ...to,
      ...comment('x --comment "node-local-dns fail-open y'),
    );
    tables(backend, program, '-t', 'nat', '-A', 'PREROUTING', ...to, ...comment('node-local-dns'), '-j', 'RETURN');
    for (const text of ['NodeLocal DNS Cache: drop the rest', 'node-local-dns fail-open nodelocaldns: do not touch']) {
      tables(backend, program, '-t', 'raw', '-A', 'PREROUTING', ...to, ...comment(text), '-j', 'ACCEPT');
    }
  }
}

/** A rule of nft's own, in a chain that has the name of one of iptables. */
function nftChain() {
  inside('nft', 'add table ip filter');
  inside('nft', 'add chain ip filter INPUT { type filter hook input priority 0; }');
  inside('nft', 'add rule ip filter INPUT fib saddr . iif oif missing drop');
}

beforeAll(() => {
  sh('ip', ['netns', 'add', NETWORK]);
});
afterAll(() => {
  sh('ip', ['netns', 'delete', NETWORK]);
});

test('cleanup-node.sh has a backend to try', () => {
  expect(EACH).not.toEqual([]);
});

describe.each(SHELLS.map((shell) => [shell[0], shell] as const))('cleanup-node.sh with %s', (_, shell) => {
  /** The environment is empty (`env -i`) but for PATH. */
  const run = (action: string, PATH = process.env.PATH) =>
    ended('ip', inNetwork('env', '-i', `PATH=${PATH}`, ...shell, 'src/cleanup/cleanup-node.sh', action));

  async function clean(action: 'rules' | 'links'): Promise<string[]> {
    const { ok, output } = await run(action);
    expect([ok, output]).toEqual([true, expect.stringMatching(/^cleanup: no .* of a cache is left$/m)]);
    return output.trim().split('\n').slice(0, -1);
  }

  afterEach(() => {
    // A new network namespace has no tables.
    sh('ip', ['netns', 'delete', NETWORK]);
    sh('ip', ['netns', 'add', NETWORK]);
  });

  test('changes nothing on a node that never had a cache', async () => {
    const before = untouched();
    expect(await clean('rules')).toEqual([]);
    expect(untouched()).toBe(before);
  });

  test.each(EACH)('removes the rules of %s %s, and says which', async (backend, program) => {
    failOpen(backend, program);
    nodeCache(backend, program);
    const before = rules();
    expect(before).toHaveLength(24);
    expect(await clean('rules')).toHaveLength(before.length);
    expect(rules()).toEqual([]);
  });

  test('removes those of all caches, pods, proxy modes and backends at once', async () => {
    for (const [backend, program] of EACH) {
      failOpen(backend, program, { PROXY_MODE: 'ipvs', REDIRECT: 'yes' });
      failOpen(backend, program, { INTERFACE: 'nld-0123abcd', POD_NAME: 'another', HEALTH_PORT: '8081' });
      for (let times = 0; times < 2; times++) nodeCache(backend, program);
    }
    await clean('rules');
    expect(rules()).toEqual([]);
  });

  test('leaves the rules of others', async () => {
    others();
    const before = rules();
    for (const [backend, program] of EACH) failOpen(backend, program, { PROXY_MODE: 'ipvs', REDIRECT: 'yes' });
    await clean('rules');
    expect(rules()).toEqual(before);
  });

  test('goes on beside a chain that iptables cannot read, and says so at the end', async () => {
    for (const [backend, program] of EACH) failOpen(backend, program);
    nftChain();
    const { ok, output } = await run('rules');
    expect(ok).toBe(false);
    expect(output).toContain(
      'some rules may be left, and the others are removed:\nnft iptables cannot list filter INPUT: ',
    );
    inside('nft', 'flush chain ip filter INPUT');
    expect(rules()).toEqual([]);
  });

  test('changes nothing the second time', async () => {
    others();
    for (const [backend, program] of EACH) failOpen(backend, program);
    await clean('rules');
    const before = [rules(), untouched()];
    expect(await clean('rules')).toEqual([]);
    expect([rules(), untouched()]).toEqual(before);
  });

  test("fails without the programs of node-cache's image, says so, and changes nothing", async () => {
    failOpen(...EACH[0]);
    const before = rules();
    const { ok, output } = await run('rules', '/usr/bin');
    expect([ok, output]).toEqual([
      false,
      'cleanup: there is no xtables-legacy-multi, so nothing was changed; use an image of node-cache\n',
    ]);
    expect(rules()).toEqual(before);
  });

  test('removes the interfaces of all caches, and no other', async () => {
    // The interfaces are bridges, because not every kernel has dummy devices.
    const add = (name: string) => inside('ip', 'link', 'add', name, 'type', 'bridge');
    for (const name of ['nld-0123abc', 'nld-0123abcde', 'nld-0123abcx', 'nodelocaldns0']) add(name);
    const before = links();
    for (const name of ['nodelocaldns', 'nld-0123abcd', 'nld-ffffffff']) add(name);
    expect(await clean('links')).toHaveLength(3);
    expect(links()).toEqual(before);
    expect(await clean('links')).toEqual([]);
  });

  test('refuses another action', async () => {
    expect(await run('all')).toEqual({ ok: false, output: 'usage: cleanup-node.sh rules | links\n' });
  });
});

import { describe, expect, test } from 'vitest';
import { corefileOf, problemsOf, zoneOf } from '../helpers';

const block = (...lines: string[]) => `x.example {\n${lines.join('\n')}\n}`;

/** Problems of directives in an extra server block. */
function problemsOfBlock(text: string, others: Record<string, unknown> = {}): string[] {
  return problemsOf({ extraServerBlocks: block(text), ...others }).map((problem) =>
    problem.replace("extraServerBlocks: got 'x.example:53': ", ''),
  );
}

describe('plugins', () => {
  test.each([
    'ready',
    'acl',
    'minimal',
    'autopath',
    'kubernetes',
    'file',
    'tls',
    'constructor',
    '__proto__',
    'toString',
    '',
  ])('%j is refused, since node-cache does not have it', (name) => {
    expect(problemsOfBlock(name === '' ? '"" a' : name)[0]).toMatch(
      `node-cache has no plugin \`${name}\`; use one of bufsize, cache, debug, dns64, forward, hosts, loadbalance, log,`,
    );
  });

  test('that are new are refused with an old image', () => {
    expect(problemsOfBlock('bufsize 1232', { image: 'node-cache:1.17.0' })[0]).toMatch(
      'the plugin `bufsize` needs node-cache 1.22.28, the image has 1.17.0',
    );
  });

  test('stand once in a block, but for those that CoreDNS takes more often', () => {
    expect(problemsOfBlock('cache\ncache')).toEqual(['`cache` stands twice in one server block; keep one']);
    for (const line of ['rewrite stop type ANY HINFO', 'template ANY HINFO .', 'log .']) {
      expect(problemsOfBlock(`${line}\n${line}`, { image: 'node-cache:1.17.0' })).toEqual([]);
    }
  });

  test('forward twice since CoreDNS 1.10', () => {
    const text = 'forward a.x.example 192.0.2.1\nforward . 192.0.2.2';

    expect(problemsOfBlock(text)).toEqual([]);
    expect(problemsOfBlock(text, { image: 'node-cache:1.17.0' })).toEqual([
      '`forward` stands twice in one server block; keep one',
    ]);
  });
});

describe('what this package sets', () => {
  test('is named all at once', () => {
    const text = 'errors\nreload\nbind 192.0.2.1\nprometheus :9253\nwhoami\nloop\nerrors';

    expect(problemsOfBlock(text)).toEqual([
      '`errors`, `reload`, `bind`, `prometheus`, `loop` are set by this package; ' +
        '`errors`, `bind`, `loop`: leave it out: every server block gets it; ' +
        '`reload`: leave it out: a changed ConfigMap is reloaded; ' +
        '`prometheus`: use the props metrics and metricsPort',
    ]);
  });

  test('is named with its fix alone where it is one', () => {
    expect(problemsOfBlock('health :8080')).toEqual(['`health` is set by this package; use the prop healthPort']);
  });
});

describe('options', () => {
  test.each([
    ['cache {\nserver_stale 1h\n}', '`cache` has no option `server_stale`; did you mean serve_stale?'],
    ['forward . 192.0.2.1 {\n1000\n}', '`forward` has no option `1000`; use one of except, force_tcp,'],
    ['cache {\ntoString\n}', '`cache` has no option `toString`; use one of success,'],
    ['cache {\n__proto__\n}', '`cache` has no option `__proto__`; use one of success,'],
    [
      'rewrite name a.example {\nb.example\n}',
      '`rewrite` has arguments before its braces and in them; write them all on one line',
    ],
    ['debug {\na\n}', '`debug` takes no braces; leave them out'],
    ['hosts {\na.example 192.0.2.1\n}', '`hosts` has no option `a.example`; use one of ttl,'],
    [
      'hosts {\nfallthrough\n192.0.2.1 a.example\n}',
      'a record of `hosts` stands after `fallthrough`, where CoreDNS refuses it; put it before',
    ],
  ])('%j is refused', (text, expected) => {
    expect(problemsOfBlock(text)[0]).toMatch(expected);
  });

  test.each([
    'hosts {\n192.0.2.1 a.example\nfd00::1 b.example\nfallthrough\n}',
    'rewrite {\nname exact a.b c.d\n}',
    'cache {\n}',
  ])('%j is accepted', (text) => {
    expect(problemsOfBlock(text)).toEqual([]);
  });

  test('that are new are refused with an old image', () => {
    expect(problemsOfBlock('cache {\nkeepttl\n}', { image: 'node-cache:1.22.28' })[0]).toMatch(
      'the option `keepttl` of `cache` needs node-cache 1.24.0, the image has 1.22.28',
    );
  });
});

describe('cache', () => {
  test.each([
    'cache 0',
    'cache -5',
    'cache 9999999999',
    'cache {\nsuccess 9984 0\n}',
    'cache {\ndenial 9984 5s\n}',
    'cache {\nsuccess\n}',
  ])('%j is refused', (text) => {
    expect(problemsOfBlock(text)[0]).toMatch(/is not what `(cache|success|denial)` takes; write/);
  });

  test('is told of the mistake to take the first figure for the TTL', () => {
    expect(problemsOfBlock('cache {\ndenial 5\n}')).toEqual([
      '`denial 5` is not what `denial` takes; write denial CAPACITY [TTL [MIN_TTL]], 1024 or more and whole seconds',
    ]);
  });

  test.each(['cache', 'cache 1', 'cache 60 x.example', 'cache x.example', 'cache {\nsuccess 1024\ndenial 1024 1 0\n}'])(
    '%j is accepted',
    (text) => {
      expect(problemsOfBlock(text)).toEqual([]);
    },
  );

  test('serves stale answers in a mode where the image knows one', () => {
    const text = 'cache {\nserve_stale 1h immediate\n}';

    expect(problemsOfBlock(text)).toEqual([]);
    expect(problemsOfBlock(text, { image: 'node-cache:1.17.0' })[0]).toMatch(
      '`serve_stale 1h immediate` needs node-cache 1.22.28, the image has 1.17.0',
    );
    expect(problemsOfBlock('cache {\nserve_stale 1h\n}', { image: 'node-cache:1.17.0' })).toEqual([]);
  });
});

describe('what node-cache 1.27.0 brings', () => {
  const NEW = { image: 'node-cache:1.27.0' };

  test.each([
    ['forward . 192.0.2.1 {\nmax_age 1m\n}', 'the option `max_age` of `forward`'],
    ['forward . 192.0.2.1 {\nmax_idle_conns 4\n}', 'the option `max_idle_conns` of `forward`'],
    ['cache {\nserve_stale 1h verify 500ms\n}', '`serve_stale 1h verify 500ms`'],
  ])('%j is refused by the name of the release with older ones', (text, what) => {
    expect(problemsOfBlock(text, NEW)).toEqual([]);
    expect(problemsOfBlock(text, { image: 'node-cache:1.27.1' })).toEqual([]);
    for (const version of ['1.26.8', '1.22.28']) {
      expect(problemsOfBlock(text, { image: `node-cache:${version}` })).toEqual([
        `${what} needs node-cache 1.27.0, the image has ${version}; use a newer image, set imageVersion if the tag does not say it, or leave it out`,
      ]);
    }
  });

  test.each([
    ['cache {\nserve_stale 1h immediate 500ms\n}', 'serve_stale [DURATION [immediate|verify [TIMEOUT]]]'],
    ['cache {\nserve_stale 1h verify soon\n}', 'serve_stale [DURATION [immediate|verify [TIMEOUT]]]'],
    ['forward . 192.0.2.1 {\nmax_age -1s\n}', 'max_age DURATION, such as 30s'],
    ['forward . 192.0.2.1 {\nmax_idle_conns some\n}', 'max_idle_conns NUMBER'],
  ])('%j is refused', (text, usage) => {
    expect(problemsOfBlock(text, NEW)[0]).toMatch(`; write ${usage}`);
  });

  test('connections may not have to go before they expire', () => {
    const forward = (options: string) => `forward . 192.0.2.1 {\n${options}\n}`;

    expect(problemsOfBlock(forward('max_age 0'), NEW)).toEqual([]);
    expect(problemsOfBlock(forward('max_age 10s'), NEW)).toEqual([]);
    expect(problemsOfBlock(forward('max_age 5s\nexpire 5s'), NEW)).toEqual([]);
    expect(problemsOfBlock(forward('max_age 5s'), NEW)).toEqual([
      'has `max_age 5s`, which is less than `expire`, 10s; raise max_age or lower expire',
    ]);
  });
});

describe('forward', () => {
  test.each(['169.254.20.10', '169.254.20.10:53', '10.96.0.10', 'tls://10.96.0.10'])(
    'to %s, an address of the cache, is a loop',
    (to) => {
      expect(problemsOfBlock(`forward . 192.0.2.1 ${to}`)[0]).toMatch(
        'is an address of this cache, so a query would loop',
      );
    },
  );

  test.each(['fd00::10', 'FD00:0::10', '[fd00:0:0:0:0:0:0:10]:53', 'fd00::0.0.0.16'])(
    'to %s, a spelling of the IPv6 local IP, is a loop',
    (to) => {
      const v6 = { localIp: 'fd00::10', clusterDnsIp: 'fd00:10:96::a' };

      expect(problemsOfBlock(`forward . ${to}`, v6)[0]).toMatch(
        'fd00::10 is an address of this cache, so a query would loop',
      );
    },
  );

  test.each(['127.0.0.1', '127.255.0.1:5353', '::1', '[0:0::1]:53'])('to %s, a loopback address, is refused', (to) => {
    expect(problemsOfBlock(`forward . ${to}`)[0]).toMatch('is a loopback address, where a query would come back');
  });

  test('needs a zone and servers', () => {
    expect(problemsOfBlock('forward .')).toEqual([
      '`forward .` is not what `forward` takes; write forward ZONE SERVER...',
    ]);
    expect(problemsOfBlock('forward')).toEqual(['`forward` is not what `forward` takes; write forward ZONE SERVER...']);
  });

  test('has a zone that is one', () => {
    expect(problemsOfBlock('forward 192.0.2.1 192.0.2.2')[0]).toMatch('is an address, not a domain');
    expect(problemsOfBlock('forward __PILLAR__CLUSTER__DNS__ 192.0.2.2')[0]).toMatch(
      'is a token of the official manifest',
    );
    expect(problemsOfBlock('forward x.example 192.0.2.2')).toEqual([]);
  });

  test('takes 15 servers, not 16', () => {
    const servers = (count: number) => Array.from({ length: count }, (_, index) => `192.0.2.${index}`).join(' ');

    expect(problemsOfBlock(`forward . ${servers(15)}`)).toEqual([]);
    expect(problemsOfBlock(`forward . ${servers(16)}`)[0]).toMatch('names 16 servers, and CoreDNS takes 15 at most');
  });

  test('takes what is known on the node only', () => {
    for (const to of ['__PILLAR__CLUSTER__DNS__', '__PILLAR__UPSTREAM__SERVERS__', '/etc/resolv.conf']) {
      expect(zoneOf('x.example', { extraServerBlocks: block(`forward . ${to}`) })).toContain(`forward . ${to}`);
    }
  });

  test('takes dns:// before an address, which is what it is without it', () => {
    const servers = 'dns://192.0.2.1 dns://192.0.2.2:5353 dns://[2001:db8::1]:53';

    expect(zoneOf('x.example', { extraServerBlocks: block(`forward . ${servers}`) })).toContain(`forward . ${servers}`);
    expect(problemsOfBlock('forward . dns://169.254.20.10')[0]).toMatch('is an address of this cache');
    expect(problemsOfBlock('forward . dns://dns.example')[0]).toMatch(
      'is not an IP address, and a name would need DNS',
    );
  });

  test('takes no tls:// with force_tcp', () => {
    expect(problemsOfBlock('forward . tls://192.0.2.1 {\nforce_tcp\n}')[0]).toMatch(
      'has a tls:// server, and TCP is forced',
    );
  });

  test.each([
    ['forward . tls://192.0.2.1%dns.example tls://192.0.2.2%192.0.2.2', undefined],
    ['forward . tls://192.0.2.1 {\ntls_servername dns.example\n}', undefined],
    ['forward . 192.0.2.1 tls://192.0.2.2', 'does not say which name the certificate of the server has'],
    [
      'forward . tls://192.0.2.1%dns.example {\ntls_servername dns.example\n}',
      'has the name dns.example for all servers, and one behind %; keep one of the two',
    ],
  ])('says how a server with TLS is recognized: %j', (line, expected) => {
    const [problem] = problemsOfBlock(line);

    if (expected === undefined) expect(problem).toBeUndefined();
    else expect(problem).toContain(expected);
  });

  test('has no failover, which asks in a circle', () => {
    expect(problemsOfBlock('forward . 192.0.2.1 192.0.2.2 {\nfailover NXDOMAIN\n}')[0]).toMatch(
      'has `failover`, with which CoreDNS asks in a circle if every server gives the code; write `next RCODE`',
    );
  });

  test('has no name behind % with an image that takes it for a part of the address', () => {
    const extraServerBlocks = block('forward . tls://192.0.2.1%dns.example');

    expect(problemsOf({ extraServerBlocks, image: 'node-cache:1.26.7' })[0]).toMatch(
      'a name behind % needs node-cache 1.26.8, the image has 1.26.7',
    );
  });
});

describe("node-cache's tokens", () => {
  test.each([
    ['template ANY ANY __PILLAR__LOCAL__DNS__', '__PILLAR__LOCAL__DNS__'],
    ['template ANY ANY {\nanswer "x__PILLAR__CLUSTER__DNS__"\n}', 'x__PILLAR__CLUSTER__DNS__'],
    ['forward . __PILLAR__LOCAL__DNS__', '__PILLAR__LOCAL__DNS__'],
    ['forward . 192.0.2.1 {\nexcept __PILLAR__DNS__DOMAIN__\n}', '__PILLAR__DNS__DOMAIN__'],
    ['log __PROMETHEUS__ENDPOINT__', '__PROMETHEUS__ENDPOINT__'],
  ])('in %j would be replaced, so it is refused', (text, token) => {
    expect(problemsOfBlock(text)[0]).toMatch(`node-cache would replace ${token}; use __PILLAR__CLUSTER__DNS__ or`);
  });
});

test('a wildcard cannot be bound on the host network', () => {
  for (const { directives } of corefileOf()) {
    expect(directives.find(({ name }) => name === 'bind')?.args).toEqual(['169.254.20.10', '10.96.0.10']);
  }
  expect(problemsOfBlock('bind 0.0.0.0')[0]).toMatch('`bind` is set by this package');
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseExtraServerBlocks } from '../../src/corefile/extra';
import { acceptedProps } from '../../test/arbitraries';
import { ACCEPTED } from '../../test/corefile/directives';
import { problemsOf } from '../../test/helpers';
import {
  type Configuration,
  configurationOf,
  type Expectation,
  exampleConfiguration,
  NODE_RESOLVER,
  UPSTREAM_SERVICE,
} from './configuration';
import { setAddresses, startCoreDns } from './coredns';
import { resolverAt, whileServing } from './serving';

const RANDOM_CONFIGURATIONS = 200;

describe('real CoreDNS, with the plugins of node-cache 1.26.8, serves', () => {
  test('examples/iptables: the cluster through the upstream Service, all else through the node', async () => {
    await serve(
      exampleConfiguration(
        'iptables',
        ['169.254.20.10', '10.96.0.10'],
        [],
        [
          from(UPSTREAM_SERVICE.IPv4, 'kubernetes.default.svc.cluster.local'),
          from(UPSTREAM_SERVICE.IPv4, '1.0.96.10.in-addr.arpa'),
          from(NODE_RESOLVER, 'www.example.org'),
        ],
      ),
    );
  });

  test('examples/ipvs: the cluster through the kube-dns IP', async () => {
    await serve(
      exampleConfiguration(
        'ipvs',
        ['169.254.20.10'],
        ['10.96.0.10'],
        [from('10.96.0.10', 'kubernetes.default.svc.cluster.local'), from(NODE_RESOLVER, 'www.example.org')],
      ),
    );
  });

  test('examples/tke: the same with its own kube-dns IP', async () => {
    await serve(
      exampleConfiguration(
        'tke',
        ['169.254.20.10'],
        ['172.16.252.10'],
        [from('172.16.252.10', 'kubernetes.default.svc.cluster.local'), from(NODE_RESOLVER, 'www.example.org')],
      ),
    );
  });

  test('examples/host-records: records both ways, the stub domain and the upstream servers', async () => {
    const stub = ['192.0.2.53', '192.0.2.54:5353'];
    const upstream = ['192.0.2.1', '192.0.2.2'];
    await serve(
      exampleConfiguration(
        'host-records',
        ['169.254.20.10', '10.96.0.10'],
        [...stub, ...upstream],
        [
          { name: 'namenode', type: 'A', answers: ['192.0.2.21'] },
          { name: 'datanode-1.hadoop.example', type: 'A', answers: ['192.0.2.22'] },
          { name: '22.2.0.192.in-addr.arpa', type: 'PTR', answers: ['datanode-1.hadoop.example'] },
          { name: 'host.corp.example', type: 'TXT', answers: ['192.0.2.53', '192.0.2.54'] },
          { name: 'www.example.org', type: 'TXT', answers: upstream },
          from(UPSTREAM_SERVICE.IPv4, 'kubernetes.default.svc.cluster.local'),
        ],
      ),
    );
  });

  test(
    `${RANDOM_CONFIGURATIONS} random accepted configurations, each zone from where it should`,
    async () => {
      const property = fc.asyncProperty(acceptedProps(), (props) => serve(configurationOf(props)));
      await fc.assert(property, { numRuns: RANDOM_CONFIGURATIONS });
    },
    RANDOM_CONFIGURATIONS * 5_000,
  );
});

describe('real CoreDNS takes', () => {
  /** Starts CoreDNS with each directive in a server block of its own. */
  const start = async (directives: readonly string[]) => {
    setAddresses(['192.0.2.9']);
    const blocks = directives.map((text, index) => `n${index}.example:53 {\n  bind 192.0.2.9\n  ${text}\n}\n`);
    await (await startCoreDns('coredns-node-cache', blocks.join(''))).stop();
  };

  test('every argument of the list that the unit tests have', () => start(ACCEPTED));

  test('whatever the package takes, where a word of a directive is another one', async () => {
    const words = [...new Set(ACCEPTED.flatMap((text) => text.split(/[\s{}]+/)))].filter((text) => text !== '');
    const mutant = fc
      .tuple(fc.constantFrom(...ACCEPTED), fc.nat(), fc.constantFrom(...words, '0', '-1', '1s', '{1}', 'x', '.'))
      .map(([text, at, word]) => {
        const parts = text.split(/([^\s{}]+)/);
        parts[2 * (at % ((parts.length - 1) / 2)) + 1] = word;
        return parts.join('');
      })
      .filter((text) => problemsOf({ extraServerBlocks: `x.example {\n${text}\n}` }).length === 0);
    const property = fc.asyncProperty(fc.array(mutant, { minLength: 20, maxLength: 40 }), start);
    await fc.assert(property, { numRuns: 30 });
  }, 300_000);
});

describe('an extra server block', () => {
  test('of networks answers for their addresses, as CoreDNS itself expands them', async () => {
    const networks = '10.9.8.7/23, fd00:1::/31';
    for (const keys of [networks, ...parseExtraServerBlocks(`${networks} {\n}`).map((block) => block.keys.join(' '))]) {
      setAddresses(['192.0.2.9']);
      const answer = 'template IN PTR {\n    answer "{{ .Name }} 60 IN PTR in.example."\n  }';
      const server = await startCoreDns('coredns-node-cache', `${keys} {\n  bind 192.0.2.9\n  ${answer}\n}\n`);
      try {
        const resolver = resolverAt('192.0.2.9');
        for (const address of ['10.9.8.0', '10.9.9.255', 'fd00:1::1', 'fd00:0:ffff::1']) {
          expect(await resolver.reverse(address), `${address} of ${keys}`).toEqual(['in.example']);
        }
        for (const address of ['10.9.7.255', '10.9.10.0', 'fd00:2::1']) {
          await expect(resolver.reverse(address), `${address} of ${keys}`).rejects.toThrow('ENOTFOUND');
        }
      } finally {
        await server.stop();
      }
    }
  });

  test('rewrites into the cluster, as the error about such a rewrite elsewhere shows it', async () => {
    const rewrite = 'rewrite name exact git.example.org gateway.istio.svc.cluster.local answer auto';
    const extraServerBlocks = `git.example.org {\n${rewrite}\ncache 30\nforward . __PILLAR__CLUSTER__DNS__\n}`;
    const configuration = configurationOf({ extraServerBlocks });
    const expectations = [from(UPSTREAM_SERVICE.IPv4, 'git.example.org'), from(NODE_RESOLVER, 'example.org')];

    await serve({ ...configuration, expectations });
  });
});

describe('real CoreDNS refuses what the package refuses', () => {
  const start = (block: string) => {
    setAddresses(['192.0.2.9']);
    return startCoreDns('coredns-node-cache', `.:53 {\n    bind 192.0.2.9\n    ${block}\n}\n`);
  };

  test.each([
    ['a plugin that node-cache does not compile in', 'ready', "directive 'ready'"],
    ['an option that the plugin does not have', 'cache {\n        server_stale 1h\n    }', 'server_stale'],
    ['a forward to a name', 'forward . dns.example.org', 'not an IP address or file'],
    ['a range of TTLs that ends before it begins', 'rewrite ttl a.example 60-30', 'invalid TTL'],
    ['a TTL that is too long', 'rewrite ttl a.example 99999999999-', 'invalid TTL'],
    ['a rewrite that uses more groups than there are', 'rewrite name regex (.*) {0}{1}', 'more subexpressions'],
    [
      'arguments before and in braces',
      'rewrite name a.example {\n        b.example\n    }',
      'too few arguments for a name rule',
    ],
    ['an address that no interface has', 'bind 192.0.2.99', 'cannot assign requested address'],
  ])('%s', async (_, block, words) => {
    await expect(start(block)).rejects.toThrow(words);
  });

  test('a zone that is served twice', async () => {
    const twice = '.:53 {\n    bind 192.0.2.9\n    whoami\n}\n'.repeat(2);
    setAddresses(['192.0.2.9']);
    const started = startCoreDns('coredns-node-cache', twice);
    await expect(started).rejects.toThrow('already defined');
  });
});

function from(server: string, name: string): Expectation {
  return { name, type: 'TXT', answers: [server] };
}

/** Runs a configuration and checks every expected answer on each address that it serves. */
async function serve(configuration: Configuration) {
  const { bound, expectations, health } = configuration;
  await whileServing(configuration, async () => {
    expect((await fetch(health)).status).toBe(200);
    for (const address of bound) await expectAnswers(address, expectations);
  });
}

async function expectAnswers(address: string, expectations: readonly Expectation[]) {
  const resolver = resolverAt(address);
  await Promise.all(
    expectations.map(async ({ name, type, answers }) => {
      const answer = await resolver.resolve(name, type).then(
        (records) => [records].flat(2)[0],
        ({ code }) => code,
      );
      expect(answers, `${type} ${name} at ${address}`).toContain(answer);
    }),
  );
}

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
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
    // A template's braces hold a language of its own; the package checks only its words.
    const plain = ACCEPTED.filter((text) => !text.includes('{{'));
    const words = [...new Set(plain.flatMap((text) => text.split(/[\s{}]+/)))].filter((text) => text !== '');
    const mutant = fc
      .tuple(fc.constantFrom(...plain), fc.nat(), fc.constantFrom(...words, '0', '-1', '1s', '{1}', 'x', '.'))
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

describe('real CoreDNS refuses what the package refuses', () => {
  const start = (block: string) => {
    setAddresses(['192.0.2.9']);
    return startCoreDns('coredns-node-cache', `.:53 {\n    bind 192.0.2.9\n    ${block}\n}\n`);
  };

  test.each([
    ['a plugin that node-cache does not compile in', 'ready', "directive 'ready'"],
    ['an option that the plugin does not have', 'cache {\n        server_stale 1h\n    }', 'server_stale'],
    ['a forward to a name', 'forward . dns.example.org', 'not an IP address or file'],
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
      const [answer] = [await resolver.resolve(name, type)].flat(2);
      expect(answers, `${type} ${name} at ${address}`).toContain(answer);
    }),
  );
}

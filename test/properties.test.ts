import { App, Chart } from 'cdk8s';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { Metrics, NodeLocalDnsCache, type NodeLocalDnsCacheProps } from '../src';
import { readSettings } from '../src/cache/settings';
import { PLUGINS } from '../src/corefile/catalogue';
import { parseCorefile } from '../src/corefile/parser';
import { writeCorefile } from '../src/corefile/writer';
import { nodeCacheCorefile } from '../src/corefile/zones';
import { acceptedProps } from './arbitraries';

function synth(props: NodeLocalDnsCacheProps): { yaml: string; corefile: string } {
  const app = new App();
  const { corefile } = new NodeLocalDnsCache(new Chart(app, 'test'), 'nld', props);
  return { yaml: app.synthYaml(), corefile };
}

describe('any accepted props', () => {
  const holds = (property: (props: NodeLocalDnsCacheProps) => void) =>
    fc.assert(fc.property(acceptedProps(), property), { numRuns: 60 });

  test('give a Corefile that reads back to the tree it was written from', () => {
    holds((props) => {
      const tree = nodeCacheCorefile(readSettings('a cache', props));

      expect(parseCorefile(writeCorefile(tree))).toEqual(tree);
    });
  });

  test('serve no zone twice, and the root zone and the reverse zones once', () => {
    holds((props) => {
      const keys = parseCorefile(synth(props).corefile).flatMap((block) => block.keys);

      expect(new Set(keys).size).toBe(keys.length);
      expect(keys).toEqual(expect.arrayContaining(['.:53', 'in-addr.arpa:53', 'ip6.arpa:53']));
    });
  });

  test('use catalogued plugins only, and give every server block its address and, if it asks anybody, its loop check', () => {
    holds((props) => {
      for (const { keys, directives } of parseCorefile(synth(props).corefile)) {
        const names = directives.map(({ name }) => name);
        const always = keys[0] === 'metrics.invalid:53' ? ['bind'] : ['bind', 'errors'];

        expect(Object.keys(PLUGINS)).toEqual(expect.arrayContaining(names));
        expect(names.includes('loop')).toBe(names.includes('forward'));
        expect(names).toEqual(expect.arrayContaining(always));
      }
    });
  });

  test('have the metrics in every server block, in one or in none', () => {
    holds((props) => {
      const blocks = parseCorefile(synth(props).corefile);
      const withMetrics = blocks.filter(({ directives }) => directives.some(({ name }) => name === 'prometheus'));
      const expected = { [Metrics.FULL]: blocks.length, [Metrics.LIGHT]: 1, [Metrics.NONE]: 0 };

      expect(withMetrics).toHaveLength(expected[props.metrics ?? Metrics.FULL]);
    });
  });

  test('have one health endpoint', () => {
    holds((props) => {
      const all = parseCorefile(synth(props).corefile).flatMap(({ directives }) => directives);

      expect(all.filter(({ name }) => name === 'health')).toHaveLength(1);
    });
  });

  test('give the caches of a node ports that no two of them share', () => {
    holds((props) => {
      const ports = [...synth(props).yaml.matchAll(/(?:prometheus|health) \S*:(\d+)$/gm)].map(([, port]) => port);

      const caches = props.availability?.redundant ? 2 : 1;
      expect(new Set(ports).size).toBe(props.metrics === Metrics.NONE ? caches : 2 * caches);
    });
  });

  test('give the same bytes each time', () => {
    holds((props) => {
      expect(synth(props).yaml).toBe(synth(props).yaml);
    });
  });
});

/** Every place where a prop takes a text, with a harmless one to compare with. */
const TEXTS: Record<string, [harmless: string, (text: string) => NodeLocalDnsCacheProps]> = {
  localIp: ['169.254.20.11', (localIp) => ({ localIp })],
  clusterDnsIp: ['10.96.0.11', (clusterDnsIp) => ({ clusterDnsIp })],
  clusterDomain: ['harmless', (clusterDomain) => ({ clusterDomain })],
  additionalClusterDomains: ['harmless', (text) => ({ additionalClusterDomains: [text] })],
  namespace: ['harmless', (namespace) => ({ namespace })],
  name: ['harmless', (name) => ({ name })],
  upstreamServiceName: ['harmless', (upstreamServiceName) => ({ upstreamServiceName })],
  'upstreamSelector, key': ['harmless', (text) => ({ upstreamSelector: { [text]: 'a' } })],
  'upstreamSelector, value': ['harmless', (text) => ({ upstreamSelector: { a: text } })],
  image: ['harmless:1.26.8', (image) => ({ image, imageVersion: '1.26.8' })],
  imageVersion: ['1.26.8', (imageVersion) => ({ image: 'node-cache:stable', imageVersion })],
  imagePullPolicy: ['Always', (text) => ({ imagePullPolicy: text }) as NodeLocalDnsCacheProps],
  imagePullSecrets: ['harmless', (text) => ({ imagePullSecrets: [text] })],
  upstreamServers: ['192.0.2.1', (text) => ({ upstreamServers: [text] })],
  'stubDomains, domain': ['harmless', (text) => ({ stubDomains: { [text]: ['192.0.2.1'] } })],
  'stubDomains, server': ['192.0.2.1', (text) => ({ stubDomains: { 'a.example': [text] } })],
  'hostRecords, IP': ['192.0.2.1', (text) => ({ hostRecords: { [text]: ['a.example'] } })],
  'hostRecords, name': ['harmless', (text) => ({ hostRecords: { '192.0.2.1': [text] } })],
  metrics: ['full', (text) => ({ metrics: text }) as NodeLocalDnsCacheProps],
  queryLog: ['off', (text) => ({ queryLog: text }) as NodeLocalDnsCacheProps],
  'resources, cpu': ['25m', (cpu) => ({ resources: { requests: { cpu } } })],
  'resources, memory': ['1Gi', (memory) => ({ resources: { limits: { memory } } })],
  'tolerations, key': ['harmless', (key) => ({ tolerations: [{ key }] })],
  'tolerations, value': ['harmless', (value) => ({ tolerations: [{ key: 'a', value }] })],
  'tolerations, effect': ['NoSchedule', (effect) => ({ tolerations: [{ key: 'a', effect }] })],
  'tolerations, operator': ['Equal', (operator) => ({ tolerations: [{ key: 'a', operator }] })],
  'nodeSelector, key': ['harmless', (text) => ({ nodeSelector: { [text]: 'a' } })],
  'nodeSelector, value': ['harmless', (text) => ({ nodeSelector: { a: text } })],
  priorityClassName: ['harmless', (priorityClassName) => ({ priorityClassName })],
  'podLabels, key': ['harmless', (text) => ({ podLabels: { [text]: 'a' } })],
  'podLabels, value': ['harmless', (text) => ({ podLabels: { a: text } })],
  'podAnnotations, key': ['harmless', (text) => ({ podAnnotations: { [text]: 'a' } })],
  'podAnnotations, value': ['harmless', (text) => ({ podAnnotations: { a: text } })],
  'labels, key': ['harmless', (text) => ({ labels: { [text]: 'a' } })],
  'labels, value': ['harmless', (text) => ({ labels: { a: text } })],
  // The text as one token of a template, in quotes as a careful user would write it.
  'extraPlugins, token': ['harmless', (text) => ({ extraPlugins: `template ANY HINFO . {\n  answer "${text}"\n}` })],
  'extraServerBlocks, token': [
    'harmless',
    (text) => ({ extraServerBlocks: `x.example {\n  template ANY HINFO . {\n    answer "${text}"\n  }\n}` }),
  ],
};

const NASTY = [
  '\n',
  '\r',
  '\r\n',
  '\t',
  '\0',
  '\x7f',
  '\x85',
  '\u2028',
  '\ufeff',
  '\u00a0',
  '\u3000',
  '\ud800',
  '\u212a',
  '"',
  "'",
  '`',
  '\\',
  '\\"',
  '{',
  '}',
  '{}',
  '{{ . }}',
  '#',
  ' # ',
  '$',
  '{$HOME}',
  '{%A%}',
  '$(HOME)',
  '__PILLAR__LOCAL__DNS__',
  '__PILLAR__CLUSTER__DNS__',
  '__PROMETHEUS__ENDPOINT__',
  'import x',
  '(a)',
  ',',
  ':',
  ': ',
  '- ',
  '---',
  '...',
  '&a',
  '*a',
  '!!int 1',
  '|',
  '>',
  '%',
  '@',
  '?',
  '~',
  '<<',
  '=',
  'null',
  'true',
  'yes',
  'n',
  '0o7',
  '0X1F',
  '1e3',
  '1_000',
  '12:30:45',
  '.inf',
  '2024-01-01',
  'constructor',
  '__proto__',
  'toString',
  '../..',
  '127.0.0.1',
  '::1',
  '10.96.0.10',
  '169.254.20.10',
  ':53',
  'tls://',
  '.',
  '..',
  '-',
  '--',
  '-conf',
  ' ',
  '\n}\n. {\n  forward . 192.0.2.66\n}\n',
  '\n        evil: true\n',
  'a'.repeat(64),
  'a.'.repeat(130),
  'é',
  '💥',
];

const nastyText = fc.oneof(
  fc.constantFrom(...NASTY),
  fc
    .array(fc.oneof(fc.constantFrom(...NASTY, 'a', 'b1'), fc.string({ maxLength: 3, unit: 'binary' })), {
      maxLength: 5,
    })
    .map((parts) => parts.join('')),
);

/** What a text must not change: the keys and kinds of all values, and the tokens of the Corefile but for their text. */
function shapeOf({ yaml, corefile }: { yaml: string; corefile: string }) {
  return {
    yaml: ['1.1', '1.2'].map((version) =>
      parseAllDocuments(yaml, { version: version as '1.1' }).map((document) => {
        expect(document.errors).toEqual([]);
        return kindsOf(document.toJS());
      }),
    ),
    corefile: parseCorefile(corefile).map(({ keys, directives }) => [
      keys.length,
      directives.map(({ name, args, block }) => [
        name,
        args.length,
        block?.map((option) => [option.name, option.args.length]),
      ]),
    ]),
  };
}

function kindsOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(kindsOf);
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  // A key that is a prop's text differs, and what sorts by it may move.
  return Object.values(value)
    .map(kindsOf)
    .map((kind) => JSON.stringify(kind))
    .sort();
}

/** Anything above ASCII that a Go program takes for a space, a line break or nothing must not be in what we write. */
const INVISIBLE = /(?![\t\n])[\p{Cc}\p{Zl}\p{Zp}]/u;

describe('any text', () => {
  test.each(Object.entries(TEXTS))('in %s throws our error or stays where it is', (_, [harmless, props]) => {
    const expected = shapeOf(synth(props(harmless)));

    fc.assert(
      fc.property(nastyText, (text) => {
        let output: ReturnType<typeof synth>;
        try {
          output = synth(props(text));
        } catch (error) {
          expect((error as Error).message).toMatch(/^NodeLocalDnsCache test\/nld has /);
          return;
        }
        expect(shapeOf(output)).toEqual(expected);
        expect(output.yaml).not.toMatch(INVISIBLE);
      }),
      { numRuns: 60 },
    );
  });
});

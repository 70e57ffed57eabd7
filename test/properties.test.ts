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
import { nastyText, OUR_ERROR, PLACES } from './texts';

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

  test('serve no zone twice, and the root zone once, and the reverse zones unless others are named', () => {
    holds((props) => {
      const keys = parseCorefile(synth(props).corefile).flatMap((block) => block.keys);
      const reverse = props.reverseZones ? [] : ['in-addr.arpa:53', 'ip6.arpa:53'];

      expect(new Set(keys).size).toBe(keys.length);
      expect(keys).toEqual(expect.arrayContaining(['.:53', ...reverse]));
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

/** The file with a place's construct, and the Corefiles in it. */
function synthPlace(make: (chart: Chart, text: string) => void, text: string): { yaml: string; corefiles: string[] } {
  const app = new App();
  const chart = new Chart(app, 'test');
  make(chart, text);
  const caches = chart.node.children.filter((each) => each instanceof NodeLocalDnsCache);
  return { yaml: app.synthYaml(), corefiles: caches.map(({ corefile }) => corefile) };
}

/** What a text must not change: the keys and kinds of all values, and the tokens of Corefiles but for their text. */
function shapeOf({ yaml, corefiles }: { yaml: string; corefiles: string[] }) {
  return {
    yaml: ['1.1', '1.2'].map((version) =>
      parseAllDocuments(yaml, { version: version as '1.1' }).map((document) => {
        expect(document.errors).toEqual([]);
        return kindsOf(document.toJS());
      }),
    ),
    corefiles: corefiles
      .flatMap(parseCorefile)
      .map(({ keys, directives }) => [
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
  test.each(PLACES)('in %s throws our error or stays where it is', (_, harmless, make) => {
    const expected = shapeOf(synthPlace(make, harmless));

    fc.assert(
      fc.property(nastyText, (text) => {
        let output: ReturnType<typeof synthPlace>;
        try {
          output = synthPlace(make, text);
        } catch (error) {
          expect((error as Error).message).toMatch(OUR_ERROR);
          return;
        }
        expect(shapeOf(output)).toEqual(expected);
        expect(output.yaml).not.toMatch(INVISIBLE);
      }),
      { numRuns: 60 },
    );
  });
});

import { execFileSync } from 'node:child_process';
import { App, Chart, Testing, Yaml } from 'cdk8s';
import fc from 'fast-check';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { inert } from '../../src/input/inert';
import { arbitraryCleanup, arbitraryConstructs } from '../../test/arbitrary-constructs';
import { NASTY, nastyText, OUR_ERROR, PLACES } from '../../test/texts';
import { program } from '../harness/programs';

const RANDOM_CHARTS = 300;
const RANDOM_STRINGS = 20_000;

let reader: string;
beforeAll(async () => {
  reader = await program('read-yaml');
  // It silences warnings.
  vi.stubEnv('CI', 'true');
});

/** What kubectl reads, and what JavaScript's parser reads in both versions of YAML. */
function readings(yaml: string): unknown[] {
  const ofGo = JSON.parse(execFileSync(reader, { input: yaml, encoding: 'utf8', maxBuffer: 64 << 20 }));
  const ofJavaScript = (['1.1', '1.2'] as const).map((version) =>
    parseAllDocuments(yaml, { version }).map((document) => {
      expect(document.errors).toEqual([]);
      return document.toJS();
    }),
  );
  return [ofGo, ...ofJavaScript];
}

/** Whether the package takes what a function puts into a chart. The file must then hold the chart's objects. */
function isAccepted(fill: (chart: Chart) => void): boolean {
  const app = new App();
  const chart = new Chart(app, 'test');
  let objects: unknown[];
  try {
    fill(chart);
    objects = Testing.synth(chart);
  } catch (error) {
    expect((error as Error).message).toMatch(OUR_ERROR);
    return false;
  }
  for (const reading of readings(app.synthYaml())) expect(reading).toEqual(objects);
  return true;
}

describe('the file is read as the objects that it was written from, by Go and by JavaScript', () => {
  test.each([
    ['a cache and what goes with it', arbitraryConstructs()],
    ['a cleanup', arbitraryCleanup()],
  ])(`of ${RANDOM_CHARTS} times %s with random props`, (_, constructs) => {
    fc.assert(
      fc.property(constructs, (fill) => fc.pre(isAccepted(fill))),
      { numRuns: RANDOM_CHARTS },
    );
  });

  test.each(PLACES)('of a nasty string that is accepted in %s', (_, harmless, make) => {
    const isTaken = (text: string) => isAccepted((chart) => make(chart, text));

    expect(isTaken(harmless)).toBe(true);
    for (const text of NASTY) isTaken(text);
    fc.assert(
      fc.property(nastyText, (text) => void isTaken(text)),
      { numRuns: 20 },
    );
  });

  test(`of ${RANDOM_STRINGS} strings that look like numbers, words or breaks`, () => {
    const ofNumbers = fc.constantFrom(...'0123789afbBeExXoO_+-.:');
    const ofAll = fc.oneof(
      fc.constantFrom(...'abnNyYtTeE~=<> \t\n#,'),
      fc.constantFrom(...NASTY),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    );
    const text = fc.oneof(...[ofNumbers, ofAll].map((each) => fc.array(each, { maxLength: 8 })));
    const isInert = (text: string) => {
      try {
        return inert(text) === text;
      } catch {
        return false;
      }
    };
    const texts = fc.sample(text, RANDOM_STRINGS).map((all) => all.join(''));
    const objects = [...new Set(texts)].filter(isInert).map((text) => ({ value: text, [`.${text}`]: [text] }));

    expect(objects.length).toBeGreaterThan(RANDOM_STRINGS / 10);
    for (const reading of readings(Yaml.stringify(objects))) expect(reading).toEqual([objects]);
  });
});

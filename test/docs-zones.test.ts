import { readFileSync } from 'node:fs';
import { App, Chart, Duration } from 'cdk8s';
import * as ts from 'typescript';
import { describe, expect, test } from 'vitest';
import * as library from '../src';

const PAGE = readFileSync('docs/zones.md', 'utf8');
/** The props of each row of the tables "I want ... | I write ...". */
const ROWS = PAGE.split(/^\| I want .*\n\|---.*\n/m)
  .slice(1)
  .flatMap((table) => table.split(/\n(?!\|)/)[0].split('\n'))
  .map((row) => /^\| [^|]* \| `([^`]+)`/.exec(row)?.[1] ?? row);

function synthOf(props: string): string {
  const names = { ...library, Duration };
  const read = new Function(...Object.keys(names), `return { ${props} };`);
  const chart = new Chart(new App(), 'chart');
  new library.NodeLocalDnsCache(chart, 'nld', read(...Object.values(names)));
  return JSON.stringify(chart.toJson());
}

/** What the compiler says of a program that has each row's props, by its row. */
function typeErrors(rows: readonly string[]): string[] {
  const lines = [
    "import { Duration } from 'cdk8s';",
    `import { ${Object.keys(library).join(', ')}, type NodeLocalDnsCacheProps } from './src';`,
    'export const all: NodeLocalDnsCacheProps[] = [',
    ...rows.map((row) => `{ ${row} },`),
    '];',
    `void [Duration, ${Object.keys(library).join(', ')}];`,
  ];
  const name = 'docs-zones.ts';
  const options = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    module: ts.ModuleKind.Node16,
    target: ts.ScriptTarget.ES2022,
    types: ['node'],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (file, target) =>
    file === name ? ts.createSourceFile(file, lines.join('\n'), target) : getSourceFile(file, target);
  const program = ts.createProgram([name], options, host);
  return ts.getPreEmitDiagnostics(program, program.getSourceFile(name)).map(({ start = 0, messageText }) => {
    const { line } = ts.getLineAndCharacterOfPosition(program.getSourceFile(name) as ts.SourceFile, start);
    return `${lines[line]}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

describe('docs/zones.md', () => {
  test('has a row for each need', () => {
    expect(ROWS.length).toBeGreaterThan(30);
  });

  test('has only rows that TypeScript takes', { timeout: 60_000 }, () => {
    expect(typeErrors(ROWS)).toEqual([]);
  });

  test.each(ROWS)('%s', (props) => {
    expect(synthOf(props)).toContain('Corefile');
  });
});

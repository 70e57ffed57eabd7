import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as ts from 'typescript';
import { describe, expect, test } from 'vitest';

const ALL = readdirSync('src', { recursive: true, encoding: 'utf8' }).map((path) => join('src', path));
const FILES = ALL.filter((path) => path.endsWith('.ts'));
const SCRIPTS = ALL.filter((path) => /\.(sh|awk)$/.test(path));
const SOURCES = FILES.map((path) =>
  ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2022, true),
);

function foldersOf(directory: string): string[] {
  return readdirSync(directory).filter((name) => statSync(join(directory, name)).isDirectory());
}

/** The files that a file imports when it runs. */
function importsOf(source: ts.SourceFile): string[] {
  return source.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    if (ts.isImportDeclaration(statement) && isOfTypes(statement)) return [];
    const target = (statement.moduleSpecifier as ts.StringLiteral | undefined)?.text ?? '';
    return target.startsWith('.') ? [`${join(dirname(source.fileName), target)}.ts`] : [];
  });
}

function isOfTypes({ importClause }: ts.ImportDeclaration): boolean {
  const names = importClause?.namedBindings;
  if (importClause?.isTypeOnly) return true;
  return !!names && ts.isNamedImports(names) && names.elements.every(({ isTypeOnly }) => isTypeOnly);
}

function functionsOf(node: ts.Node): ts.Node[] {
  const inner: ts.Node[] = [];
  node.forEachChild((child) => void inner.push(...functionsOf(child)));
  return ts.isFunctionLike(node) && 'body' in node ? [node, ...inner] : inner;
}

function linesOf(source: ts.SourceFile, node: ts.Node): number {
  const line = (position: number) => source.getLineAndCharacterOfPosition(position).line;
  return line(node.getEnd()) - line(node.getStart()) + 1;
}

describe('the source', () => {
  test('has no file of more than 300 lines', () => {
    const lines = (path: string) => readFileSync(path, 'utf8').trimEnd().split('\n').length;

    expect(SCRIPTS).toContain(join('src', 'kubelet', 'kubelet.sh'));
    expect([...FILES, ...SCRIPTS].filter((path) => lines(path) > 300)).toEqual([]);
  });

  test('has no function of more than 50 lines', () => {
    const long = SOURCES.flatMap((source) =>
      functionsOf(source)
        .filter((each) => linesOf(source, each) > 50)
        .map((each) => `${source.fileName}: ${each.getText().slice(0, 60)}`),
    );

    expect(long).toEqual([]);
  });

  test('has no file that imports itself over others', () => {
    const imports = new Map(SOURCES.map((source) => [source.fileName, importsOf(source)]));
    const reaches = (from: string, target: string, seen = new Set<string>()): boolean =>
      (imports.get(from) ?? []).some((next) => {
        if (next === target) return true;
        if (seen.has(next)) return false;
        seen.add(next);
        return reaches(next, target, seen);
      });

    expect(FILES.filter((file) => reaches(file, file))).toEqual([]);
  });

  test('imports nothing of tests, lab and benchmarks', () => {
    const outside = SOURCES.flatMap(importsOf).filter((path) => !path.startsWith('src/'));

    expect(outside).toEqual([]);
  });
});

describe('the folders', () => {
  test('of test/ are those of src/, but for wrong-input, which tests the props of the cache together', () => {
    const folders = foldersOf('src');

    expect(foldersOf('test').filter((name) => !folders.includes(name))).toEqual(['wrong-input']);
  });

  test('of src/ are all in CONTRIBUTING.md', () => {
    const page = readFileSync('CONTRIBUTING.md', 'utf8');

    expect(foldersOf('src').filter((name) => !page.includes(`\`src/${name}/\``))).toEqual([]);
  });
});

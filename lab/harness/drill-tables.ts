import type { Figure } from './report';

/** The cells of a table, by row and by column. */
type Cells = Map<string, Map<string, string>>;

/**
 * The page with new figures in its tables, one for each proxy mode. If a table is of the same `machine`, its other cells
 * stay.
 */
export function withDrillTables(page: string, machine: string, figures: Figure[]): string {
  return [...new Set(figures.map(({ proxyMode }) => proxyMode))].reduce((text, mode) => {
    const [begin, end] = ['begin', 'end'].map((edge) => `<!-- drills, ${mode}: ${edge} -->`);
    const [from, to] = [text.indexOf(begin) + begin.length, text.indexOf(end)];
    if (from < begin.length || to < from) throw new Error(`the page lacks ${begin} and ${end}`);
    const caption = `kube-proxy in ${mode} mode, ${machine}:`;
    const before = text.slice(from, to);
    const cells = before.includes(caption) ? parse(before) : new Map();
    for (const { what, configuration = '', value } of figures.filter(({ proxyMode }) => proxyMode === mode)) {
      cells.set(what, (cells.get(what) ?? new Map()).set(configuration, value));
    }
    return `${text.slice(0, from)}\n${caption}\n\n${render(cells)}\n${text.slice(to)}`;
  }, page);
}

function parse(table: string): Cells {
  const [[, ...columns] = [], , ...rows] = table
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split('|').slice(1, -1))
    .map((row) => row.map((cell) => cell.trim()));
  return new Map(rows.map(([what, ...values]) => [what, new Map(columns.map((column, at) => [column, values[at]]))]));
}

/** The first columns, from left to right, in whichever order they were measured. Other columns follow. */
const COLUMNS = ['official', 'rolling', 'fail-open', 'surge', 'redundant'];

function byOrder(one: string, other: string): number {
  const [a, b] = [one, other].map((name) => (COLUMNS.includes(name) ? COLUMNS.indexOf(name) : COLUMNS.length));
  return a - b;
}

function render(cells: Cells): string {
  const columns = [...new Set([...cells.values()].flatMap((row) => [...row.keys()]))].sort(byOrder);
  const rows = [...cells].map(([what, row]) => [what, ...columns.map((column) => row.get(column) ?? '')]);
  const line = (row: string[]) => `| ${row.join(' | ')} |`.replaceAll('  ', ' ');
  return [line(['what happens', ...columns]), line(columns.map(() => '---').concat('---')), ...rows.map(line)].join(
    '\n',
  );
}

import type { Results, Sample } from './figures';
import { figuresOf } from './goals';
import { type Spread, spread } from './statistics';
import { DIRECT, OFFICIAL } from './variants';
import { HOT_NAMES, hotWorkload, SPARSE_WORKLOAD, TWELVE_NAMES } from './workloads';

const PANELS: readonly [title: string, workload: string, figure: keyof Sample, digits: number][] = [
  ['Queries/s', hotWorkload(HOT_NAMES, 0), 'queriesPerSecond', 0],
  ['Queries/s', hotWorkload(TWELVE_NAMES, 5), 'queriesPerSecond', 0],
  ['Share of the queries that leave the node', SPARSE_WORKLOAD, 'upstreamShare', 2],
];

const WIDTH = 760;
const LABELS = 190;
const FIGURES = 70;
const BAR = 14;
const ROW = 20;
const TITLE = 34;

/** docs/benchmarks-dns.svg: bars of the medians, with a line from the least to the greatest. */
export function chart(results: Results): string {
  const height = PANELS.length * (TITLE + results.variants.length * ROW) + ROW;
  const panels = PANELS.map((panel, i) => drawn(results, panel, i * (TITLE + results.variants.length * ROW)));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">
<rect width="${WIDTH}" height="${height}" fill="#fff"/>
${panels.join('')}</svg>
`;
}

function drawn(results: Results, [title, workload, figure, digits]: (typeof PANELS)[number], top: number): string {
  const bars = results.variants.map((variant) => ({
    variant,
    figures: spread(figuresOf(results, variant, workload, figure)),
  }));
  const greatest = Math.max(...bars.map(({ figures }) => figures.max));
  const length = (value: number) => Math.round((value / greatest) * (WIDTH - LABELS - FIGURES));
  const rows = bars.map(({ variant, figures }, i) =>
    bar(variant, figures, length, top + TITLE + i * ROW, figures.median.toFixed(digits)),
  );
  return `<text x="10" y="${top + TITLE - 10}" font-weight="bold">${title}: ${workload}</text>\n${rows.join('')}`;
}

function bar(variant: string, figures: Spread, length: (value: number) => number, y: number, label: string): string {
  const fill =
    variant === OFFICIAL ? '#6b7280' : variant === DIRECT || variant.startsWith('unbound') ? '#c4b5a0' : '#2b6cb0';
  const middle = y + BAR / 2;
  const [from, to] = [figures.min, figures.max].map((value) => LABELS + length(value));
  return `<text x="${LABELS - 8}" y="${y + 11}" text-anchor="end">${variant}</text>
<rect x="${LABELS}" y="${y}" width="${length(figures.median)}" height="${BAR}" fill="${fill}"/>
<path d="M${from} ${middle}H${to}M${from} ${middle - 3}v6M${to} ${middle - 3}v6" stroke="#111"/>
<text x="${to + 6}" y="${y + 11}">${label}</text>
`;
}

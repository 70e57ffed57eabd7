import type { Case } from './cases';
import type { Figures } from './measure';

export type Measured = Case & Figures;

/** The text of docs/benchmarks-memory.md. */
export function page(machine: string, unlimited: Measured[], limited: Measured[], floor: Measured[]): string {
  return `# Memory of the cache

\`npm run bench:memory\` wrote this page on ${machine}, with CoreDNS that has node-cache's plugins.
Each line is a new process. dnsperf asks twice as many names as its caches keep, so that they are full; one name, asked for
again and again, stands for empty caches. Memory is in MiB. "In use" is Go's heap after a collection. "Anonymous" is the
process without the pages of its program's file, and "counted" the most that the kernel counted against the limit.

## Without a limit

${table(unlimited)}

## Full caches with a limit

Two zones full of ordinary answers, for which the estimate is 88 MiB. GOMEMLIMIT is a share of the limit. "Own file": nothing
else has read the program's file, so its pages count against the limit too, as after a node's start. Elsewhere they count
against the program that unpacked the image.

${table(limited)}

## Empty caches with a limit

${table(floor)}
`;
}

function table(all: readonly Measured[]): string {
  const head = ['answers', 'zones', 'capacity', 'GOGC', 'limit', 'kept', 'bytes in use each', 'in use', 'anonymous'];
  const more = ['counted', 'answers/s', 'CPU s per million', ''];
  const rows = [[...head, ...more], [...head, ...more].map(() => '---'), ...all.map(row)];
  return rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** What Go has in use without an answer, in MiB. */
const EMPTY_HEAP = 2.4;

function row(one: Measured): string[] {
  const { answers, zones, capacity, gogc, entries, anonymous, charged, outcome, limit } = one;
  // Go says when it collects next, which tells what is in use unless GOMEMLIMIT has a say in it.
  const live = limit?.share ? 0 : one.live;
  const rounded = (value: number, digits = 0) => (value ? value.toFixed(digits) : '');
  return [
    answers.map(({ what }) => what).join(' + '),
    String(zones),
    String(capacity),
    String(gogc),
    limitOf(one),
    rounded(entries),
    live && entries > 1000 ? rounded(((live - EMPTY_HEAP) * 2 ** 20) / entries) : '',
    rounded(live, 1),
    rounded(anonymous, 1),
    rounded(charged, 1),
    rounded(one.perSecond),
    rounded(one.cpuSecondsPerMillion),
    outcome,
  ];
}

function limitOf({ limit }: Case): string {
  if (!limit) return '';
  const { mebibytes, share, fresh } = limit;
  const collector = share ? `GOMEMLIMIT ${share * 100} %` : 'no GOMEMLIMIT';
  return `${mebibytes}, ${collector}${fresh ? ', own file' : ''}`;
}

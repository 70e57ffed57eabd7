import { expect, test } from 'vitest';
import { LIMITED, UNLIMITED } from './cases';
import { type Measured, page } from './page';

const FIGURES = {
  outcome: 'serves',
  entries: 40_000,
  live: 26.4,
  anonymous: 52.8,
  charged: 54.5,
  perSecond: 5591.7,
  cpuSecondsPerMillion: 75.7,
} as const;

function rowOf(measured: Measured): string {
  const row = page('a machine', [], [measured], [])
    .split('\n')
    .find((line) => line.startsWith('| 1 A'));
  return String(row);
}

test('an answer is said to take what is in use beyond an empty cache', () => {
  expect(rowOf({ ...UNLIMITED[9], ...FIGURES })).toBe(
    '| 1 A + NXDOMAIN | 4 | 9984 | 100 |  | 40000 | 629 | 26.4 | 52.8 | 54.5 | 5592 | 76 | serves |',
  );
});

test('with GOMEMLIMIT it is not known what is in use', () => {
  expect(rowOf({ ...LIMITED[0], ...FIGURES })).toBe(
    '| 1 A + NXDOMAIN | 2 | 9984 | 100 | 88, GOMEMLIMIT 90 % | 40000 |  |  | 52.8 | 54.5 | 5592 | 76 | serves |',
  );
});

test('a process that was killed has no figures of its own', () => {
  const limit = { mebibytes: 64, fresh: true };
  const killed = { ...FIGURES, outcome: 'killed', entries: 0, live: 0, anonymous: 0, cpuSecondsPerMillion: 0 } as const;

  expect(rowOf({ ...LIMITED[0], limit, ...killed })).toBe(
    '| 1 A + NXDOMAIN | 2 | 9984 | 100 | 64, no GOMEMLIMIT, own file |  |  |  |  | 54.5 | 5592 |  | killed |',
  );
});

import { describe, expect, test } from 'vitest';
import { chart } from './chart';
import type { Results, Sample } from './figures';
import { goals, isMet } from './goals';
import { page } from './page';
import { DIRECT, OFFICIAL } from './variants';
import { LOSS_WORKLOAD, SPARSE_WORKLOAD, WORKLOADS } from './workloads';

const HEAD = { nodeCache: 'stand-in', machine: '2 x processor' };

/** Two rounds, in which `default` is `factor` times as fast as the others. */
function results(factor: number): Results {
  const sample = (variant: string, workload: string, round: number): Sample => {
    const own = variant === 'default' ? factor : 1;
    return {
      variant,
      workload,
      queriesPerSecond: 10_000 * own * (round + 1),
      meanMs: 1 / own,
      p50Ms: 1,
      p99Ms: 2,
      p999Ms: 3,
      failedShare: 0,
      cpuSecondsPerMillion: 20 / own,
      peakMemoryMb: 40 + round,
      ...([SPARSE_WORKLOAD, LOSS_WORKLOAD].includes(workload) ? { upstreamShare: 0.4 } : {}),
    };
  };
  const variants = [OFFICIAL, 'default', DIRECT];
  return {
    rounds: 2,
    variants,
    workloads: WORKLOADS,
    samples: [0, 1].flatMap((round) => variants.flatMap((name) => WORKLOADS.map((work) => sample(name, work, round)))),
    starts: [
      { variant: OFFICIAL, firstAnswer: 0.2, firstRule: 60 },
      { variant: 'default', firstAnswer: 0.2, firstRule: 1 },
    ],
  };
}

describe('goals', () => {
  const direct = (factor: number) => goals(results(factor)).find(({ what }) => what.includes(DIRECT));

  test('are met from the limit on', () => {
    expect([direct(2.5), direct(2.4)].map((goal) => goal && isMet(goal))).toEqual([true, false]);
  });

  test('say the figure, and why it is not met', () => {
    expect(page(results(2.4), HEAD)).toMatch(/\| 2\.40 \| >= 2\.5: not met: with 100 queries/);
    expect(page(results(2.5), HEAD)).toContain('| 2.50 | >= 2.5: met |');
  });

  test('that nothing was measured for are neither', () => {
    expect(page(results(1), HEAD)).toMatch(/LIGHT, queries.* \| not measured \| >= 1\.25 \|/);
  });

  test('compare the first rule with the official minute', () => {
    expect(page(results(1), HEAD)).toContain('official: 60.0 s | 1.00 s | <= 2 s: met |');
  });
});

describe('the page', () => {
  test('says which node-cache ran, and where', () => {
    expect(page(results(1), HEAD)).toContain('2 rounds on 2 x processor, **with the stand-in**');
  });

  test('has a row with medians, spread and ratio for each configuration and workload', () => {
    const row = '| default | 30000 (20000-40000) | 2.00 (2.00-2.00) | 0.50 (0.50-0.50) |';
    expect(page(results(2), HEAD).split(row)).toHaveLength(5);
  });

  test('has the greatest memory of all workloads', () => {
    expect(page(results(1), HEAD)).toContain('| default | 0.20 (0.20-0.20) | 1.00 (1.00-1.00) | 41 |');
  });

  test('has nothing where nothing was measured', () => {
    expect(page(results(1), HEAD)).not.toMatch(/NaN|undefined|Infinity/);
  });
});

describe('the chart', () => {
  test("has a bar for each configuration, in proportion to the panel's greatest figure", () => {
    const widths = [...chart(results(2)).matchAll(/<rect x="190" y="\d+" width="(\d+)"/g)].map(([, width]) =>
      Number(width),
    );
    expect(widths).toHaveLength(9);
    expect(Math.abs(widths[1] - 2 * widths[0])).toBeLessThanOrEqual(1);
  });

  test('has whole numbers only', () => {
    expect(chart(results(1.3))).not.toMatch(/NaN|undefined|Infinity/);
  });
});

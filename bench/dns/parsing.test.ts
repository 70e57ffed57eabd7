import { describe, expect, test } from 'vitest';
import { parseAnswers } from './generator';
import { parseCpuTicks, parsePeakKib } from './usage';

const SUMMARY = `Statistics:

  Queries sent:         5
  Queries completed:    4 (80.00%)
  Queries lost:         1 (20.00%)

  Run time (s):         2.000000
  Queries per second:   2.500000

  Average Latency (s):  0.002500 (min 0.001000, max 0.004000)
`;
const LINES = `> NOERROR www.example.org A 0.001000
> NXDOMAIN kubernetes A 0.004000
> SERVFAIL www.example.org A 0.003000
> NOERROR www.example.org A 0.002000
`;

describe("dnsperf's output", () => {
  test('gives the rate, and the latencies in milliseconds', () => {
    expect(parseAnswers(LINES + SUMMARY)).toMatchObject({
      sent: 5,
      queriesPerSecond: 2.5,
      meanMs: 2.5,
      p50Ms: 2,
      p99Ms: 4,
      p999Ms: 4,
    });
  });

  test('counts as failed what is lost and what says so, but not a name that does not exist', () => {
    expect(parseAnswers(LINES + SUMMARY).failed).toBe(2);
  });

  test('is an error when the summary is missing', () => {
    expect(() => parseAnswers(LINES)).toThrow('dnsperf printed no Queries sent');
  });
});

describe('the use of a process', () => {
  test('is its user and system time, whatever its name is', () => {
    const stat = '42 (node cache) 1) S 1 42 42 0 -1 4194560 900 0 0 0 250 50 7 8 20 0 9 0 100 1 2';
    expect(parseCpuTicks(stat)).toBe(300);
  });

  test('is the peak, not the present size', () => {
    expect(parsePeakKib('VmPeak:\t  900 kB\nVmHWM:\t  300 kB\nVmRSS:\t  200 kB\n')).toBe(300);
  });
});

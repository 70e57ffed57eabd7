import { describe, expect, test } from 'vitest';
import { firstStaleAnswer, gapOf, type Lookup } from './lookup-figures';

/** One lookup each second, from the second `from` to `to`. */
const each = (from: number, to: number, ok: boolean, seconds = 0): Lookup[] =>
  Array.from({ length: to - from }, (_, index) => ({ at: from + index, seconds, ok }));
const SILENCE = { from: 1, to: 41 };

describe('the longest time without an answer', () => {
  test('is that between two answers, in whichever order the lookups have ended', () => {
    expect(gapOf([...each(20, 25, true), ...each(0, 10, true), ...each(10, 20, false)])).toBe(11);
  });

  test('reaches from the first lookup to the end of the last one', () => {
    expect(gapOf(each(0, 3, false, 10))).toBe(12);
  });
});

describe('the first stale answer', () => {
  test('took as long as nothing was answered', () => {
    const lookups = [...each(0, 20, true), { at: 20, seconds: 4, ok: true }, ...each(25, 45, true)];
    expect(firstStaleAnswer(lookups, SILENCE, 30)).toBe(5);
  });

  test('took no longer because later ones do', () => {
    const lookups = [...each(0, 20, true), ...each(23, 34, true), ...each(40, 45, true)];
    expect(firstStaleAnswer(lookups, SILENCE, 20)).toBe(4);
  });

  test('took no longer than others, if the answers go on', () => {
    expect(firstStaleAnswer(each(0, 45, true), SILENCE, 30)).toBe(1);
  });

  test('is none if answers end with their TTL, and come back with the servers', () => {
    const lookups = [...each(0, 30, true), ...each(30, 41, false), ...each(41, 45, true)];
    expect(firstStaleAnswer(lookups, SILENCE, 30)).toBe(undefined);
  });
});

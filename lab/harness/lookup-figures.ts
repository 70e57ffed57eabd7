/** A lookup of a name, as a program in a pod makes it. */
export interface Lookup {
  /** Seconds since the probe's start. */
  at: number;
  seconds: number;
  ok: boolean;
}

/** Begin and end, in seconds since the probe's start. */
export interface Period {
  from: number;
  to: number;
}

/** The longest time without an answer, in seconds. */
export function gapOf(lookups: Lookup[]): number {
  const begin = Math.min(...lookups.map(({ at }) => at));
  return longestGap([begin, ...answersOf(lookups), Math.max(...lookups.map(endOf))]);
}

/**
 * How long the first stale answer took, in seconds, while no server answered: the longest time without an answer until
 * then. Undefined if no answer came after `ttl` seconds of the silence, when every fresh one has expired.
 */
export function firstStaleAnswer(lookups: Lookup[], silence: Period, ttl: number): number | undefined {
  const answers = answersOf(lookups).filter((end) => end > silence.from && end < silence.to);
  const stale = answers.filter((end) => end > silence.from + ttl);
  if (stale.length === 0) return undefined;
  const first = Math.min(...stale);
  return longestGap([silence.from, ...answers.filter((end) => end <= first)]);
}

/** When lookups were answered. */
function answersOf(lookups: Lookup[]): number[] {
  return lookups.filter(({ ok }) => ok).map(endOf);
}

function endOf({ at, seconds }: Lookup): number {
  return at + seconds;
}

function longestGap(times: number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  return Math.max(...sorted.slice(1).map((time, index) => time - sorted[index]));
}

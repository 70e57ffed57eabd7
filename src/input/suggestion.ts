/** The fix for an unknown name: a known name that is nearly the same, or a list of all known names. */
export function suggestion(name: string, known: readonly string[]): string {
  const close = known.find((candidate) => distance(name.toLowerCase(), candidate.toLowerCase()) <= 2);
  return close === undefined ? `use one of ${known.join(', ')}` : `did you mean ${close}?`;
}

/** The number of letters to add, leave out or replace that turns one word into another (Levenshtein). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (const letter of from) {
    const next = [row[0] + 1];
    for (let i = 0; i < to.length; i++) {
      next.push(Math.min(next[i] + 1, row[i + 1] + 1, row[i] + (to[i] === letter ? 0 : 1)));
    }
    row = next;
  }
  return row[to.length];
}

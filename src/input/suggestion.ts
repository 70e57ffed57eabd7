/** What somebody meant who wrote a name that is not known. */
export function suggestion(name: string, known: readonly string[]): string {
  const close = known.find((candidate) => distance(name.toLowerCase(), candidate.toLowerCase()) <= 2);
  return close === undefined ? `use one of ${known.join(', ')}` : `did you mean ${close}?`;
}

/** How many letters must be added, left out or replaced to make one word of another (Levenshtein). */
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

class Refused extends Error {}

/** Ends a parser that only tells whether a text is right. */
export function requires(holds: unknown): asserts holds {
  if (!holds) throw new Refused();
}

/** What such a parser returns; undefined where it refused its text. */
export function unlessRefused<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

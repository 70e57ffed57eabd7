class Refused extends Error {}

/** Ends a parser that only decides whether a string is valid. */
export function requires(holds: unknown): asserts holds {
  if (!holds) throw new Refused();
}

/** The result of such a parser; undefined if it refused its string. */
export function unlessRefused<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

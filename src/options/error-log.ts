/**
 * Which errors node-cache logs, on standard output. They are errors of its own, such as a server that does not answer.
 * An answer that a server gives is none, SERVFAIL included: `QueryLog` shows it.
 */
export enum ErrorLog {
  /**
   * Errors that say no more than that a server is away become one line in 30 seconds, with their number and without
   * names. With node-cache 1.27.0 or newer the first of them is also a line of its own, at once and in full. Every other
   * error is a line of its own.
   */
  CONSOLIDATED = 'consolidated',
  /** Every error is a line, with the name that was asked for. In an outage that is a line for each query. */
  EVERY = 'every',
}

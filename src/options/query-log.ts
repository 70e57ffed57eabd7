/**
 * Which queries node-cache logs, on standard output.
 */
export enum QueryLog {
  /** No query. */
  OFF = 'off',
  /** Queries answered by NXDOMAIN, NODATA or an error (the classes `denial` and `error` of CoreDNS's log plugin). */
  DENIALS_AND_ERRORS = 'denials-and-errors',
  /** Every query. On a busy node the log is long. */
  ALL = 'all',
}

/**
 * Which queries node-cache logs, on standard output.
 */
export enum QueryLog {
  /** None. */
  OFF = 'off',
  /** Those answered by NXDOMAIN, NODATA or an error (the classes `denial` and `error` of CoreDNS's log plugin). */
  DENIALS_AND_ERRORS = 'denials-and-errors',
  /** Every one. On a busy node that is a lot of text. */
  ALL = 'all',
}

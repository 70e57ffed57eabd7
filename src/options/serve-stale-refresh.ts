/**
 * When the cache refreshes an expired answer that it still serves.
 */
export enum ServeStaleRefresh {
  /** The cache gives the stale answer at once, and asks the upstream afterwards. */
  IMMEDIATE = 'immediate',
  /** The cache asks the upstream first, and gives the stale answer if that fails. Needs node-cache 1.22.28 or newer. */
  VERIFY = 'verify',
}

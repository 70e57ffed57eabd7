/**
 * When an expired answer that is served stale gets refreshed.
 */
export enum ServeStaleRefresh {
  /** The stale answer is given at once and the upstream asked afterwards. */
  IMMEDIATE = 'immediate',
  /** The upstream is asked first, the stale answer given if it fails. Needs node-cache 1.22.28 or newer. */
  VERIFY = 'verify',
}

/**
 * A response code of DNS that can make a zone ask its next server.
 */
export enum ResponseCode {
  /** The server could not answer. */
  SERVFAIL = 'SERVFAIL',
  /** The server says that the name does not exist. */
  NXDOMAIN = 'NXDOMAIN',
  /** The server does not answer this client, or not for this name. */
  REFUSED = 'REFUSED',
  /** The server does not know this kind of query. */
  NOTIMP = 'NOTIMP',
  /** The server could not read the query. */
  FORMERR = 'FORMERR',
}

/**
 * The transport by which a zone asks servers without TLS.
 */
export enum ForwardProtocol {
  /** The one by which the client asked. */
  AS_ASKED = 'as-asked',
  /** UDP first, whatever the client used. An answer that is too long for it is asked for again by TCP. */
  PREFER_UDP = 'prefer-udp',
  /** TCP, whatever the client used. */
  TCP = 'tcp',
}

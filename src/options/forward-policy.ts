/**
 * Which of its servers a zone asks first. The next one is asked if that one does not answer.
 */
export enum ForwardPolicy {
  /** Any of them. Servers that know different names need `SEQUENTIAL`. */
  RANDOM = 'random',
  /** Each in turn. Servers that know different names need `SEQUENTIAL`. */
  ROUND_ROBIN = 'round_robin',
  /** Always the first one in the list that is healthy. Only with this policy does the order of the list
   * mean anything. */
  SEQUENTIAL = 'sequential',
}

/**
 * A taint that the cache's pods tolerate, as in Kubernetes' `tolerations`.
 */
export interface Toleration {
  /**
   * The taint's key.
   * @default - every key; `operator` must then be `Exists`
   */
  readonly key?: string;

  /**
   * `Exists` or `Equal`.
   * @default 'Equal'
   */
  readonly operator?: string;

  /**
   * The taint's value, for `Equal`.
   * @default - the empty value
   */
  readonly value?: string;

  /**
   * `NoSchedule`, `PreferNoSchedule` or `NoExecute`.
   * @default - every effect
   */
  readonly effect?: string;

  /**
   * How long a `NoExecute` taint is tolerated, in whole seconds.
   * @default - for ever
   */
  readonly tolerationSeconds?: number;
}

/** The figures of a variant in one round of a workload. */
export interface Sample {
  readonly variant: string;
  readonly workload: string;
  readonly queriesPerSecond: number;
  readonly meanMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  /** The share of the queries that got no answer, or an error other than NXDOMAIN. */
  readonly failedShare: number;
  /** Processor time for a million queries. */
  readonly cpuSecondsPerMillion: number;
  /** The most memory since the start of the processes. */
  readonly peakMemoryMb: number;
  /** The share of the queries that left the node; only in workloads with names that the cache may not have. */
  readonly upstreamShare?: number;
}

/** The figures of one start of a variant, in seconds from the start of its first container. */
export interface Start {
  readonly variant: string;
  readonly firstAnswer: number;
  readonly firstRule: number;
}

/** The result of a run. */
export interface Results {
  readonly rounds: number;
  readonly variants: readonly string[];
  readonly workloads: readonly string[];
  readonly samples: readonly Sample[];
  readonly starts: readonly Start[];
}

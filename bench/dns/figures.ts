/** What was measured of a variant in one round of a workload. */
export interface Sample {
  readonly variant: string;
  readonly workload: string;
  readonly queriesPerSecond: number;
  readonly meanMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  /** The share of the queries without an answer, or with one that says that something failed. */
  readonly failedShare: number;
  /** What answering a million queries costs. */
  readonly cpuSecondsPerMillion: number;
  /** Since the start of the processes. */
  readonly peakMemoryMb: number;
  /** Queries that left the node, to all; only where names are asked that the cache may not have. */
  readonly upstreamShare?: number;
}

/** What was measured at one start of a variant, in seconds from the start of its first container. */
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

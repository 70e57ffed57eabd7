/** The list that the first document gives dnsperf. */
export const TWELVE_NAMES = [
  'baidu.com',
  'www.baidu.com',
  'mail.baidu.com',
  'github.com',
  'www.yahoo.com',
  'www.microsoft.com',
  'www.aliyun.com',
  'developer.aliyun.com',
  'kubernetes.io',
  'kubernetes',
  'kubernetes.default.svc.cluster.local',
  'kube-dns.kube-system.svc.cluster.local',
];

/** 100 names of Services and 100 others. */
export const HOT_NAMES = Array.from({ length: 100 }, (_, i) => [
  `service-${i}.shop.svc.cluster.local`,
  `host-${i}.example.com`,
]).flat();

/** The search domains of a pod's resolv.conf: the cluster's three, and two of its node. */
export const SEARCH_DOMAINS = [
  'default.svc.cluster.local',
  'svc.cluster.local',
  'cluster.local',
  'zone.lab.example',
  'lab.example',
];

/** Lists of names that stay in the cache, each with the distances of the upstream in milliseconds. */
export const HOT_WORKLOADS = [
  { names: TWELVE_NAMES, delays: [0, 1, 5] },
  { names: HOT_NAMES, delays: [0] },
];

export function hotWorkload(names: readonly string[], milliseconds: number): string {
  return `${names.length} names, upstream at ${milliseconds} ms`;
}

/** Names that the cache seldom has, asked at a fixed rate. */
export const SPARSE = { names: 10_000, perSecond: 500, milliseconds: 5 };
export const SPARSE_WORKLOAD = `10,000 names, 500 queries/s, upstream at ${SPARSE.milliseconds} ms`;
export const LOSS_WORKLOAD = 'the same with 1 % of packets lost';

/** All workloads in the order of the page. */
export const WORKLOADS: readonly string[] = [
  ...HOT_WORKLOADS.flatMap(({ names, delays }) => delays.map((milliseconds) => hotWorkload(names, milliseconds))),
  SPARSE_WORKLOAD,
  LOSS_WORKLOAD,
];

export const QUERIES_PER_LOOKUP = SEARCH_DOMAINS.length + 1;

/** Queries for `lookups` external names as a resolver with ndots:5 sends them: with each search domain, then the name. */
export function sparseQueries(lookups: number, seed: number): string[] {
  const rank = zipf(SPARSE.names, random(seed));
  return Array.from({ length: lookups }, () => `www.site-${rank()}.example`).flatMap((name) => [
    ...SEARCH_DOMAINS.map((domain) => `${name}.${domain}`),
    name,
  ]);
}

/** Random numbers from 1 to `size`; the probability of n is proportional to 1/n. */
export function zipf(size: number, next: () => number): () => number {
  const cumulative = new Float64Array(size);
  let sum = 0;
  for (let i = 0; i < size; i++) {
    sum += 1 / (i + 1);
    cumulative[i] = sum;
  }
  return () => {
    const point = next() * sum;
    let low = 0;
    let high = size - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cumulative[middle] > point) high = middle;
      else low = middle + 1;
    }
    return low + 1;
  };
}

/** Numbers from 0 to 1, the same for the same seed, so that every server gets the same queries (mulberry32). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

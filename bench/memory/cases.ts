/** A kind of answer that the servers give to names with its label. */
export interface Answers {
  readonly what: string;
  readonly label: string;
  readonly type: 'A' | 'TXT';
  /** Lines of CoreDNS's plugin `template`. */
  readonly template: readonly string[];
}

const NAME = '{{ .Name }} 3600 IN';
const ADDRESSES = Array.from({ length: 10 }, (_, n) => `10.1.2.${n}`);
const text = (strings: number) => Array(strings).fill('t'.repeat(240)).join(' ');

const ONE_ADDRESS: Answers = {
  what: '1 A',
  label: 'service',
  type: 'A',
  template: [`answer "${NAME} A ${ADDRESSES[0]}"`],
};
const ALIAS: Answers = {
  what: 'CNAME, 2 A',
  label: 'alias',
  type: 'A',
  template: [
    `answer "${NAME} CNAME d111111abcdef8.region.provider.example."`,
    ...[0, 1].map((n) => `answer "d111111abcdef8.region.provider.example. 3600 IN A ${ADDRESSES[n]}"`),
  ],
};
const TEN_ADDRESSES: Answers = {
  what: '10 A, long name',
  label: 'a-rather-long-label-of-some-forty-letters.another-long-label-below-it',
  type: 'A',
  template: ADDRESSES.map((address) => `answer "${NAME} A ${address}"`),
};
const TEXT_1K: Answers = {
  what: 'TXT, 1 kB',
  label: 'text',
  type: 'TXT',
  template: [`answer "${NAME} TXT ${text(4)}"`],
};
const TEXT_4K: Answers = {
  what: 'TXT, 4 kB',
  label: 'text',
  type: 'TXT',
  template: [`answer "${NAME} TXT ${text(16)}"`],
};
const NO_SUCH_NAME: Answers = {
  what: 'NXDOMAIN',
  label: 'missing',
  type: 'A',
  template: [
    'rcode NXDOMAIN',
    'authority "{{ .Zone }} 3600 IN SOA ns.dns.{{ .Zone }} hostmaster.{{ .Zone }} 1 7200 1800 86400 30"',
  ],
};

/** What one measurement varies. */
export interface Case {
  readonly answers: readonly Answers[];
  /** How many of the zones get questions: with none of them, one name is asked for again and again. */
  readonly zones: number;
  /** For each kind of answer, in each zone. */
  readonly capacity: number;
  readonly gogc: number;
  readonly limit?: Limit;
}

export interface Limit {
  readonly mebibytes: number;
  /** GOMEMLIMIT is this share of it; without one it is unset. */
  readonly share?: number;
  /** Whether the kernel has yet to read the program's file, and so counts its pages against this limit. */
  readonly fresh?: boolean;
}

const ORDINARY: Case = { answers: [ONE_ADDRESS, NO_SUCH_NAME], zones: 2, capacity: 9984, gogc: 100 };
const IDLE: Case = { ...ORDINARY, answers: [ONE_ADDRESS], zones: 0 };
const KINDS = [ONE_ADDRESS, ALIAS, NO_SUCH_NAME, TEN_ADDRESSES, TEXT_1K, TEXT_4K];
const withLimit = (one: Case) => (limit: Limit) => ({ ...one, limit });

export const UNLIMITED: readonly Case[] = [
  IDLE,
  ...KINDS.map((kind) => ({ ...ORDINARY, answers: [kind], zones: 1 })),
  ...[1, 2, 4, 5].map((zones) => ({ ...ORDINARY, zones })),
  ...[2048, 19968].map((capacity) => ({ ...ORDINARY, capacity })),
  ...[50, 200].map((gogc) => ({ ...ORDINARY, gogc })),
];

/** Two zones, for which the estimate is 88 MiB. */
export const LIMITED: readonly Case[] = [
  ...[88, 64, 48, 40, 32].map((mebibytes) => ({ mebibytes, share: 0.9 })),
  ...[undefined, 0.8, 0.95].map((share) => ({ mebibytes: 48, share })),
  ...[88, 64].map((mebibytes) => ({ mebibytes, share: 0.9, fresh: true })),
  { mebibytes: 64, share: 0.5, fresh: true },
].map(withLimit(ORDINARY));

export const FLOOR: readonly Case[] = [6, 8, 10, 14, 16]
  .map((mebibytes) => ({ mebibytes, share: 0.9 }))
  .map(withLimit(IDLE));

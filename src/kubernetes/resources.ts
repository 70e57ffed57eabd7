import { Fault } from '../input/problems';
import { optional, parseObject, rulesFor, type Table, type Values, withDefault } from '../input/reader';
import type { ContainerResources, ResourceAmounts } from '../options/container-resources';
import { parseQuantity, type Quantity } from './quantity';

export interface Amounts {
  readonly cpu?: Quantity;
  readonly memory?: Quantity;
}

export interface Resources {
  readonly requests: Amounts;
  readonly limits: Amounts;
}

/** Nothing runs with less memory, so the suffix is wrong or missing (`5m` of memory are 5 thousandths of a byte). */
const MIN_MEMORY = 1024 ** 2;
/** No cache takes more memory, so the suffix is wrong too. A node without that memory would get no cache. */
const MAX_MEMORY = 64 * 1024 ** 3;
const MAX_CPU = 16;
const OFFICIAL_REQUESTS = { cpu: parseQuantity('25m'), memory: parseQuantity('5Mi') };

const AMOUNTS = {
  cpu: optional(parseCpu),
  memory: optional(parseMemory),
} satisfies Table<ResourceAmounts>;

const RESOURCES = {
  requests: optional(parseObject(AMOUNTS)),
  limits: withDefault({}, parseObject(AMOUNTS)),
} satisfies Table<ContainerResources>;

const rule = rulesFor<Values<typeof RESOURCES>>();

const KINDS = ['cpu', 'memory'] as const;
const RULES = [
  rule(['requests', 'limits'], ({ requests, limits }, problems) => {
    for (const kind of KINDS) {
      const [request, limit] = [requests?.[kind], limits[kind]];
      if (request && limit?.amount && request.amount > limit.amount) {
        problems.add(`requests.${kind}`, request.text, `is over the limit ${limit.text}`, 'raise the limit');
      }
    }
  }),
  rule(['limits'], ({ limits }, problems) => {
    for (const kind of KINDS) {
      if (limits[kind]?.amount === 0)
        problems.add(`limits.${kind}`, limits[kind].text, 'allows nothing', 'leave it out');
    }
  }),
];

const parseBoth = parseObject(RESOURCES, RULES);

/** Reads the resources. The default requests are the official ones, or the limits if these are less. */
export function parseResources(value: unknown): Resources {
  const { requests, limits } = parseBoth(value);
  const [cpu, memory] = KINDS.map((kind) => {
    const [official, limit] = [OFFICIAL_REQUESTS[kind], limits[kind]];
    return limit && limit.amount < official.amount ? limit : official;
  });
  return { requests: requests ?? { cpu, memory }, limits };
}

function parseCpu(value: unknown): Quantity {
  const cpu = parseQuantity(value);
  if (cpu.amount <= MAX_CPU) return cpu;
  throw new Fault(`is more than ${MAX_CPU} cores`, "write cores, such as '25m' or '0.1'");
}

function parseMemory(value: unknown): Quantity {
  const memory = parseQuantity(value);
  if (memory.amount > MAX_MEMORY) throw new Fault('is more than 64Gi', "write bytes, such as '5Mi'");
  if (memory.amount === 0 || memory.amount >= MIN_MEMORY) return memory;
  const meant = memory.text.endsWith('m')
    ? `did you mean '${memory.text.slice(0, -1)}Mi'?`
    : "write bytes, such as '5Mi'";
  throw new Fault('is less than 1Mi', meant);
}

import { Fault, located } from '../input/problems';
import { checkKeys } from '../input/suggestion';
import { isMap } from '../input/values';
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

/** Less cannot run anything: it is a forgotten or a mistaken suffix (`5m` of memory are 5 thousandths of a byte). */
const MIN_MEMORY = 1024 ** 2;
/** More is a mistaken suffix too: no cache takes it, and a node that has not got it gets no cache. */
const MAX_MEMORY = 64 * 1024 ** 3;
const MAX_CPU = 16;
const OFFICIAL_REQUESTS: ResourceAmounts = { cpu: '25m', memory: '5Mi' };

export function parseResources(value: unknown): Resources {
  if (!isMap(value)) throw new Fault('is not a map', "write { requests: { cpu: '25m' } }");
  checkKeys(value, ['requests', 'limits'], 'field of resources');
  const { requests, limits } = value as ContainerResources;
  const resources = {
    requests: parseAmounts('requests', requests ?? OFFICIAL_REQUESTS),
    limits: parseAmounts('limits', limits ?? {}),
  };
  for (const kind of ['cpu', 'memory'] as const) {
    const [request, limit] = [resources.requests[kind], resources.limits[kind]];
    if (request && limit && request.amount > limit.amount) {
      throw new Fault(`the ${kind} request ${request.text} is over the limit ${limit.text}`, 'raise the limit');
    }
  }
  return resources;
}

function parseAmounts(where: string, amounts: ResourceAmounts): Amounts {
  if (!isMap(amounts)) throw new Fault(`${where} is not a map`, "write { cpu: '25m', memory: '5Mi' }");
  checkKeys(amounts, ['cpu', 'memory'], `field of ${where}`);
  const parse = (kind: keyof ResourceAmounts) => {
    const amount = amounts[kind];
    return amount === undefined ? undefined : located(`${where}.${kind}`, () => parseQuantity(amount));
  };
  const { cpu, memory } = { cpu: parse('cpu'), memory: parse('memory') };
  if (memory && memory.amount < MIN_MEMORY) {
    throw new Fault(`${where}.memory ${memory.text} is less than 1Mi`, "write bytes, such as '5Mi'");
  }
  if (memory && memory.amount > MAX_MEMORY) {
    throw new Fault(`${where}.memory ${memory.text} is more than 64Gi`, "write bytes, such as '5Mi'");
  }
  if (cpu && cpu.amount > MAX_CPU) {
    throw new Fault(`${where}.cpu ${cpu.text} is more than ${MAX_CPU} cores`, "write cores, such as '25m' or '0.1'");
  }
  return { cpu, memory };
}

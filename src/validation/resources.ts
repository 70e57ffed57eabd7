import type { ContainerResources, ResourceAmounts } from '../props';
import { Fault } from './problems';
import { parseQuantity, type Quantity } from './quantity';

export interface Amounts {
  readonly cpu?: Quantity;
  readonly memory?: Quantity;
}

export interface Resources {
  readonly requests: Amounts;
  readonly limits: Amounts;
}

const OFFICIAL_REQUESTS: ResourceAmounts = { cpu: '25m', memory: '5Mi' };

export function parseResources(value: unknown): Resources {
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
  const parse = (kind: keyof ResourceAmounts) => {
    if (amounts[kind] === undefined) return undefined;
    try {
      return parseQuantity(amounts[kind]);
    } catch (error) {
      if (error instanceof Fault) throw new Fault(`${where}.${kind} ${error.reason}`, error.fix);
      throw error;
    }
  };
  return { cpu: parse('cpu'), memory: parse('memory') };
}

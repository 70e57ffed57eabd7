import { Fault } from '../input/problems';

const FORM = /^(\d+(?:\.\d+)?)(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE]\d{1,2})?$/;
const DECIMAL = ['', 'k', 'M', 'G', 'T', 'P', 'E'];
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

/** A Kubernetes quantity, as it was written and as a number to compare. */
export interface Quantity {
  readonly text: string;
  readonly amount: number;
}

export function parseQuantity(value: unknown): Quantity {
  const match = typeof value === 'string' ? FORM.exec(value) : null;
  const amount = match ? Number(match[1]) * multiplier(match[2] ?? '') : 0;
  if (!match || amount <= 0) {
    throw new Fault(
      'is not a quantity above zero',
      "write a text such as '25m' or '0.1' (cpu), '5Mi' or '1Gi' (memory)",
    );
  }
  return { text: match[0], amount };
}

function multiplier(suffix: string): number {
  if (suffix === 'm') return 0.001;
  if (/^e\d/i.test(suffix)) return Number(`1${suffix}`);
  return BINARY.includes(suffix) ? 1024 ** BINARY.indexOf(suffix) : 1000 ** DECIMAL.indexOf(suffix);
}

import { Fault } from '../input/problems';

const FORM = /^\+?(\d+\.?\d*|\.\d+)([numkMGTPE]|[KMGTPE]i|[eE][-+]?\d{1,2})?$/;
const SMALL = ['', 'm', 'u', 'n'];
const DECIMAL = ['', 'k', 'M', 'G', 'T', 'P', 'E'];
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

/** A quantity of Kubernetes, as the user wrote it and as a number to compare. */
export interface Quantity {
  readonly text: string;
  readonly amount: number;
}

export function parseQuantity(value: unknown): Quantity {
  const match = typeof value === 'string' ? FORM.exec(value) : null;
  if (!match) throw new Fault('is not a quantity', meant(value));
  return { text: match[0], amount: Number(match[1]) * multiplier(match[2] ?? '') };
}

/** The fix for a string that is no quantity. Kubernetes has no B for bytes, and writes thousands with a small k. */
function meant(value: unknown): string {
  const [, number, prefix, binary] = /^([\d.]+) *([kmgtpe])(i?)b?$/i.exec(String(value)) ?? [];
  if (number === undefined) return "write a string such as '25m' or '0.1' (cpu), '5Mi' or '1Gi' (memory)";
  const letter = prefix.toLowerCase() === 'k' && !binary ? 'k' : prefix.toUpperCase();
  return `did you mean '${number}${letter}${binary && 'i'}'?`;
}

function multiplier(suffix: string): number {
  if (/^e[-+\d]/i.test(suffix)) return Number(`1${suffix}`);
  if (SMALL.includes(suffix)) return 1000 ** -SMALL.indexOf(suffix);
  return BINARY.includes(suffix) ? 1024 ** BINARY.indexOf(suffix) : 1000 ** DECIMAL.indexOf(suffix);
}

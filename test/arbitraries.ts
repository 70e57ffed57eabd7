import fc from 'fast-check';
import type { NodeLocalDnsCacheProps } from '../src';
export const acceptedProps = (): fc.Arbitrary<NodeLocalDnsCacheProps> => fc.constant({});

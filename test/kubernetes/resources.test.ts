import { describe, expect, test } from 'vitest';
import { parseResources } from '../../src/kubernetes/resources';
import { containerOf, faultOf } from '../helpers';

describe('resources', () => {
  test.each([
    [{}, { requests: { cpu: '25m', memory: '5Mi' } }],
    [{ limits: { memory: '1Gi' } }, { requests: { cpu: '25m', memory: '5Mi' }, limits: { memory: '1Gi' } }],
    [{ requests: { cpu: '0.1' } }, { requests: { cpu: '0.1' } }],
    [{ requests: {} }, {}],
    [
      { requests: { cpu: '1' }, limits: { cpu: '1000m' } },
      { requests: { cpu: '1' }, limits: { cpu: '1000m' } },
    ],
    [
      { requests: { memory: '129e6' }, limits: { memory: '1Gi' } },
      { requests: { memory: '129e6' }, limits: { memory: '1Gi' } },
    ],
  ])('%j give %j', (resources, expected) => {
    expect(containerOf({ resources }).resources).toEqual(expected);
  });

  test.each([
    ['25m', 'is not a map'],
    [{ requests: '25m' }, 'requests is not a map'],
    [{ limits: ['1'] }, 'limits is not a map'],
    [{ requests: { cpu: 1 } }, 'requests.cpu is not a quantity above zero'],
    [{ requests: { cpu: '1 ' } }, 'requests.cpu is not a quantity above zero'],
    [{ requests: { cpu: '-1' } }, 'requests.cpu is not a quantity above zero'],
    [{ requests: { memory: '5MB' } }, 'requests.memory is not a quantity above zero'],
    [{ requests: { memory: '0Mi' } }, 'requests.memory is not a quantity above zero'],
    [{ requests: { memory: '5m' } }, 'requests.memory 5m is less than 1Mi'],
    [{ limits: { memory: '64' } }, 'limits.memory 64 is less than 1Mi'],
    [{ limits: { cpu: '24m' } }, 'the cpu request 25m is over the limit 24m'],
    [{ requests: { memory: '1Gi' }, limits: { memory: '1G' } }, 'the memory request 1Gi is over the limit 1G'],
  ])('%j are refused', (resources, expected) => {
    expect(faultOf(() => parseResources(resources))).toMatch(expected);
  });
});

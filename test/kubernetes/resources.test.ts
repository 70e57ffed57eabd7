import { describe, expect, test } from 'vitest';
import { containerOf, problemsOf } from '../helpers';

const NO_QUANTITY = "is not a quantity; write a string such as '25m' or '0.1' (cpu), '5Mi' or '1Gi' (memory)";

describe('resources', () => {
  test.each([
    [{}, { requests: { cpu: '25m', memory: '5Mi' } }],
    [{ limits: { memory: '1Gi' } }, { requests: { cpu: '25m', memory: '5Mi' }, limits: { memory: '1Gi' } }],
    [{ requests: { cpu: '0.1' } }, { requests: { cpu: '0.1' } }],
    [{ requests: {} }, {}],
    [{ requests: { cpu: '0', memory: '0Mi' } }, { requests: { cpu: '0', memory: '0Mi' } }],
    [{ limits: { cpu: '24m' } }, { requests: { cpu: '24m', memory: '5Mi' }, limits: { cpu: '24m' } }],
    [{ limits: { cpu: '1' } }, { requests: { cpu: '25m', memory: '5Mi' }, limits: { cpu: '1' } }],
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
    ['25m', "resources: got '25m': is not an object; write { requests: ..., limits: ... }"],
    [{ requests: '25m' }, "resources.requests: got '25m': is not an object; write { cpu: ..., memory: ... }"],
    [{ limits: ['1'] }, "resources.limits: got [ '1' ]: is not an object; write { cpu: ..., memory: ... }"],
    [{ requests: { cpu: 1 } }, `resources.requests.cpu: got 1: ${NO_QUANTITY}`],
    [{ requests: { cpu: '1 ' } }, `resources.requests.cpu: got '1 ': ${NO_QUANTITY}`],
    [{ requests: { cpu: '-1' } }, `resources.requests.cpu: got '-1': ${NO_QUANTITY}`],
    [{ requests: { memory: '5MB' } }, "resources.requests.memory: got '5MB': is not a quantity; did you mean '5M'?"],
    [{ requests: { memory: '64m' } }, "resources.requests.memory: got '64m': is less than 1Mi; did you mean '64Mi'?"],
    [{ limits: { memory: '64' } }, "resources.limits.memory: got '64': is less than 1Mi; write bytes, such as '5Mi'"],
    [{ limits: { memory: '0' } }, "resources.limits.memory: got '0': allows nothing; leave it out"],
    [{ limits: { cpu: '0m' } }, "resources.limits.cpu: got '0m': allows nothing; leave it out"],
    [
      { requests: { cpu: '25m' }, limits: { cpu: '24m' } },
      "resources.requests.cpu: got '25m': is over the limit 24m; raise the limit",
    ],
    [
      { requests: { memory: '1Gi' }, limits: { memory: '1G' } },
      "resources.requests.memory: got '1Gi': is over the limit 1G; raise the limit",
    ],
  ])('%j are refused', (resources, expected) => {
    expect(problemsOf({ resources })).toEqual([expected]);
  });

  test('that are wrong in several ways are reported at once', () => {
    const resources = { requests: { cpu: 'x', memory: '1' }, limits: { memory: '128Gi', gpu: '1' } };

    expect(problemsOf({ resources }).map((problem) => problem.split(':')[0])).toEqual([
      'resources.requests.cpu',
      'resources.requests.memory',
      'resources.limits.memory',
      'resources.limits.gpu',
    ]);
  });
});

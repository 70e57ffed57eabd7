import { describe, expect, test } from 'vitest';
import { fold, ifAny } from '../../src/kubernetes/part';

const volume = (name: string) => ({ name, emptyDir: {} });

describe('several parts', () => {
  test('are one in their order', () => {
    const lifecycle = { preStop: { exec: { command: ['true'] } } };
    const [first, second] = ['1', '2'].map((n) => ({
      data: { [`file-${n}`]: n },
      initContainers: [{ name: `init-${n}` }],
      containers: [{ name: `main-${n}` }],
      volumes: [volume(`volume-${n}`)],
      nodeCache: { env: [{ name: `ENV_${n}` }], volumeMounts: [{ name: `volume-${n}`, mountPath: `/${n}` }] },
    }));

    expect(fold([first, { ...second, nodeCache: { ...second.nodeCache, lifecycle } }])).toEqual({
      data: { 'file-1': '1', 'file-2': '2' },
      initContainers: [{ name: 'init-1' }, { name: 'init-2' }],
      containers: [{ name: 'main-1' }, { name: 'main-2' }],
      volumes: [volume('volume-1'), volume('volume-2')],
      nodeCache: {
        env: [{ name: 'ENV_1' }, { name: 'ENV_2' }],
        volumeMounts: [
          { name: 'volume-1', mountPath: '/1' },
          { name: 'volume-2', mountPath: '/2' },
        ],
        lifecycle,
      },
    });
  });

  test('that need one volume have it once, where the first has it', () => {
    const parts = [{ volumes: [volume('shared'), volume('a')] }, { volumes: [volume('b'), volume('shared')] }];

    expect(fold(parts).volumes.map(({ name }) => name)).toEqual(['shared', 'a', 'b']);
  });

  test('are empty where none has anything', () => {
    const empty = {
      data: {},
      initContainers: [],
      containers: [],
      volumes: [],
      nodeCache: { env: [], volumeMounts: [], lifecycle: undefined },
    };

    expect(fold([])).toEqual(empty);
    expect(fold([{}, { nodeCache: {} }])).toEqual(empty);
  });

  test('are left as they were', () => {
    const part = Object.freeze({ data: Object.freeze({ a: '1' }), volumes: Object.freeze([volume('a')]) });

    expect(fold([part, { data: { b: '2' }, volumes: [volume('b')] }]).data).toEqual({ a: '1', b: '2' });
    expect(part).toEqual({ data: { a: '1' }, volumes: [volume('a')] });
  });
});

test('what is empty is left out', () => {
  expect([ifAny([]), ifAny({}), ifAny([0]), ifAny({ a: undefined })]).toEqual([
    undefined,
    undefined,
    [0],
    { a: undefined },
  ]);
});

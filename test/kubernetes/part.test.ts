import { describe, expect, test } from 'vitest';
import { fold, ifAny } from '../../src/kubernetes/part';

const volume = (name: string) => ({ name, emptyDir: {} });

describe('several parts', () => {
  test('are one in their order', () => {
    const lifecycle = { preStop: { exec: { command: ['true'] } } };
    const [first, second] = ['1', '2'].map((n) => ({
      initContainers: [{ name: `init-${n}` }],
      containers: [{ name: `main-${n}` }],
      volumes: [volume(`volume-${n}`)],
      nodeCache: { volumeMounts: [{ name: `volume-${n}`, mountPath: `/${n}` }] },
    }));

    expect(fold([first, { ...second, nodeCache: { ...second.nodeCache, lifecycle } }])).toEqual({
      initContainers: [{ name: 'init-1' }, { name: 'init-2' }],
      containers: [{ name: 'main-1' }, { name: 'main-2' }],
      volumes: [volume('volume-1'), volume('volume-2')],
      nodeCache: {
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
      initContainers: [],
      containers: [],
      volumes: [],
      nodeCache: { volumeMounts: [], lifecycle: undefined },
    };

    expect(fold([])).toEqual(empty);
    expect(fold([{}, { nodeCache: {} }])).toEqual(empty);
  });

  test('are left as they were', () => {
    const part = Object.freeze({ volumes: Object.freeze([volume('a')]) });

    expect(fold([part, { volumes: [volume('b')] }]).volumes).toEqual([volume('a'), volume('b')]);
    expect(part).toEqual({ volumes: [volume('a')] });
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

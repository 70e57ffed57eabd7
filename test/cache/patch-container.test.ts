import { JsonPatch } from 'cdk8s';
import { describe, expect, test } from 'vitest';
import { Availability, KubeletPatch, type NodeLocalDnsCache, type NodeLocalDnsCacheProps } from '../../src';
import { cacheOf } from '../helpers';

// biome-ignore lint/suspicious/noExplicitAny: as containerOf
type Container = any;

function specsOf({ daemonSet, second }: NodeLocalDnsCache): Container[] {
  return [daemonSet, ...(second ? [second.daemonSet] : [])].map((each) => each.toJson().spec.template.spec);
}

/** node-cache's container after some patches. */
function patched(props: NodeLocalDnsCacheProps, ...patches: [path: string, value?: unknown][]): Container {
  const cache = cacheOf(props);
  for (const [path, value] of patches) cache.patchContainer('node-cache', path, value);
  return specsOf(cache)[0].containers[0];
}

/** The variables of node-cache's container, by their names. */
function variables({ env = [] }: Container): Record<string, string> {
  return Object.fromEntries(env.map(({ name, value }: { name: string; value: string }) => [name, value]));
}

function errorOf(patch: (cache: NodeLocalDnsCache) => void, props?: NodeLocalDnsCacheProps): string {
  const cache = cacheOf(props);
  const before = JSON.stringify(specsOf(cache));
  try {
    patch(cache);
  } catch (error) {
    expect(JSON.stringify(specsOf(cache))).toBe(before);
    return (error as Error).message.replace(
      'NodeLocalDnsCache test/nld, patchContainer has a wrong value, nothing is emitted:\n  - ',
      '',
    );
  }
  throw new Error('nothing was refused');
}

const limits = (memory: string): NodeLocalDnsCacheProps => ({ resources: { limits: { memory } } });
const ROLLING = { availability: Availability.ROLLING };
const A = { name: 'A', value: 'a' };

describe('patchContainer', () => {
  test('sets a field', () => {
    expect(patched({}, ['/terminationMessagePath', '/dev/null']).terminationMessagePath).toBe('/dev/null');
  });

  test('leaves all other fields as they are', () => {
    const { terminationMessagePath: _, ...others } = patched({}, ['/terminationMessagePath', '/dev/null']);

    expect(others).toEqual(patched({}));
  });

  test.each(['fail-open-rules', 'fail-open-rules-keeper', 'kubelet-patch'])('finds %s, wherever it stands', (name) => {
    const cache = cacheOf({ kubelet: KubeletPatch.configFile() });
    cache.patchContainer(name, '/workingDir', '/tmp');
    const [{ containers, initContainers }] = specsOf(cache);
    const all: Container[] = [...containers, ...initContainers];

    expect(all.filter(({ workingDir }) => workingDir === '/tmp').map((each) => each.name)).toEqual([name]);
  });

  test('patches both DaemonSets of REDUNDANT', () => {
    const cache = cacheOf({ availability: Availability.REDUNDANT });
    cache.patchContainer('node-cache', '/env/-', A);

    expect(specsOf(cache).map(({ containers }) => variables(containers[0]))).toEqual([{ A: 'a' }, { A: 'a' }]);
  });

  test.each([
    ['there is none yet', ROLLING, { A: 'a' }],
    ['there is one', { ...ROLLING, gogc: 200 }, { GOGC: '200', A: 'a' }],
  ])('adds to the list env where %s', (_, props, expected) => {
    expect(variables(patched(props, ['/env/-', A]))).toEqual(expected);
  });

  test('keeps a first patch with a second one', () => {
    const container = patched({}, ['/env/-', A], ['/env/-', { name: 'B', value: 'b' }], ['/env/0/value', 'c']);

    expect(container.env).toEqual([
      { name: 'A', value: 'c' },
      { name: 'B', value: 'b' },
    ]);
  });

  test('builds on a JSON patch, which builds on it', () => {
    const cache = cacheOf();
    const path = '/spec/template/spec/containers/0/env';
    cache.daemonSet.addJsonPatch(JsonPatch.add(path, [A]));
    cache.patchContainer('node-cache', '/env/-', { name: 'B', value: 'b' });
    cache.daemonSet.addJsonPatch(JsonPatch.add(`${path}/-`, { name: 'C', value: 'c' }));

    expect(variables(specsOf(cache)[0].containers[0])).toEqual({ A: 'a', B: 'b', C: 'c' });
  });

  test('does not change the value that it was given', () => {
    const env = [A];
    patched({}, ['/env', env], ['/env/-', { name: 'B', value: 'b' }], ['/env/0/value', 'c']);

    expect(env).toEqual([{ name: 'A', value: 'a' }]);
  });

  test('takes null for no value, as other languages write it', () => {
    expect(patched({}, ['/livenessProbe', null])).not.toHaveProperty('livenessProbe');
  });

  test('removes a field without a value', () => {
    expect(patched({}, ['/lifecycle'])).not.toHaveProperty('lifecycle');
  });
});

// 90 % of 1 GiB, of 2 GiB and of 300,000,000 bytes.
const [OF_1GI, OF_2GI, OF_300M] = ['966367641', '1932735283', '270000000'];

describe('GOMEMLIMIT', () => {
  test('comes with a memory limit', () => {
    const container = patched({}, ['/resources/limits/memory', '1Gi']);

    expect(container.resources.limits).toEqual({ memory: '1Gi' });
    expect(variables(container)).toEqual({ GOMEMLIMIT: OF_1GI });
  });

  test.each([
    ['/resources/limits/memory', '2Gi'],
    ['/resources/limits', { memory: '2Gi' }],
    ['/resources', { limits: { memory: '2Gi', cpu: '1' } }],
  ])('follows a limit that is raised at %s', (path, value) => {
    expect(variables(patched({ ...limits('1Gi'), gogc: 50 }, [path, value]))).toEqual({
      GOGC: '50',
      GOMEMLIMIT: OF_2GI,
    });
  });

  test('follows a limit in bytes', () => {
    expect(variables(patched({}, ['/resources/limits/memory', 300_000_000]))).toEqual({ GOMEMLIMIT: OF_300M });
  });

  test.each([['/resources/limits/memory'], ['/resources/limits'], ['/resources']])(
    'goes with a limit that is removed at %s',
    (path) => {
      expect(patched(limits('1Gi'), [path])).not.toHaveProperty('env');
    },
  );

  test('goes with a limit that is removed, and other variables stay', () => {
    expect(variables(patched({ ...limits('1Gi'), gogc: 50 }, ['/resources/limits']))).toEqual({ GOGC: '50' });
  });

  test('stays where env is replaced', () => {
    expect(variables(patched(limits('1Gi'), ['/env', [A]]))).toEqual({ A: 'a', GOMEMLIMIT: OF_1GI });
  });

  test.each([
    ['by the prop env', { env: { GOMEMLIMIT: '64MiB' } }, []],
    ['by a patch', {}, [['/env/-', { name: 'GOMEMLIMIT', value: '64MiB' }]] as [string, unknown][]],
  ])('of the user stays, %s', (_, props, patches) => {
    const container = patched({ ...props }, ...patches, ['/resources/limits/memory', '1Gi']);

    expect(variables(container)).toEqual({ GOMEMLIMIT: '64MiB' });
  });

  test("is not that of other containers' limits", () => {
    const cache = cacheOf();
    cache.patchContainer('fail-open-rules-keeper', '/resources/limits/memory', '64Mi');

    expect(specsOf(cache)[0].containers[1].resources.limits.memory).toBe('64Mi');
    expect(specsOf(cache)[0].containers[1]).not.toHaveProperty('env');
  });
});

const PATH =
  'is not the path of a field; write a slash before each name, such as /env/- or /resources/limits/memory; ~1 is a slash in a name';

describe('patchContainer refuses', () => {
  test('a container that is not there, and names those that are', () => {
    expect(errorOf((cache) => cache.patchContainer('nodecache', '/env', []))).toBe(
      "container: got 'nodecache': is no container of this cache; write one of node-cache, fail-open-rules-keeper, fail-open-rules",
    );
    expect(errorOf((cache) => cache.patchContainer('fail-open-rules', '/env', []), ROLLING)).toBe(
      "container: got 'fail-open-rules': is no container of this cache; write one of node-cache",
    );
  });

  test.each(['env/-', '', '/', '/env/', '//env', '/a~2', '/a~'])('the path %j', (path) => {
    expect(errorOf((cache) => cache.patchContainer('node-cache', path, 'a'))).toBe(`path: got '${path}': ${PATH}`);
  });

  test('a path that is no string', () => {
    const path = 5 as unknown as string;

    expect(errorOf((cache) => cache.patchContainer('node-cache', path, 'a'))).toBe(`path: got 5: ${PATH}`);
  });

  test('variables that are no list', () => {
    expect(errorOf((cache) => cache.patchContainer('node-cache', '/env', { A: 'a' }))).toBe(
      "value: got { A: 'a' }: makes env no list; write [{ name: 'NAME', value: 'value' }]",
    );
  });

  test('a memory limit that is no quantity', () => {
    expect(errorOf((cache) => cache.patchContainer('node-cache', '/resources/limits/memory', '1GB'))).toBe(
      "value: got '1GB': is not a quantity; did you mean '1G'?",
    );
  });

  test('a string that would be another one in YAML', () => {
    expect(errorOf((cache) => cache.patchContainer('node-cache', '/env', [{ name: 'A', value: '0o17' }]))).toBe(
      "value[0].value: got '0o17': would be read as a number; write it another way",
    );
  });

  test('anything in REDUNDANT before it changes one of the two', () => {
    const redundant = { availability: Availability.REDUNDANT };

    expect(errorOf((cache) => cache.patchContainer('node-cache', '/args/99', 'a'), redundant)).toMatch(
      /^path: got '\/args\/99': has 99 for a list of \d+;/,
    );
  });
});

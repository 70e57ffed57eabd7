import { JsonPatch } from 'cdk8s';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CacheAffinity, type NodeLocalDnsCache } from '../../src';
import { cacheServes, forgetDnat, signal } from '../drills/faults';
import { SITE_NAMES } from '../harness/cluster-dns';
import { install, nodeCachePids, remove } from '../harness/install';
import { ClientPod } from '../harness/pods';
import { PATIENCE, sh } from '../harness/process';
import { synthesizedHere } from '../harness/variants';

const NAME = 'www.example.org';
const VARIABLE = { name: 'ZONE', value: 'a' };
const VOLUME = { name: 'extra', emptyDir: {} };
const MOUNT = { name: 'extra', mountPath: '/etc/extra' };
const AFFINITY = {
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{ matchExpressions: [{ key: 'type', operator: 'NotIn', values: ['virtual-kubelet'] }] }],
    },
  },
};

const PROPS = {
  env: { ZONE: 'a' },
  affinity: CacheAffinity.NO_VIRTUAL_NODES,
  extraVolumes: [VOLUME],
  extraVolumeMounts: [MOUNT],
};

/** The patches that users write most. The first replaces the list of variables. */
function patch({ daemonSet }: NodeLocalDnsCache) {
  const spec = '/spec/template/spec';
  daemonSet.addJsonPatch(
    JsonPatch.add(`${spec}/containers/0/env`, [VARIABLE]),
    JsonPatch.add(`${spec}/affinity`, AFFINITY),
    JsonPatch.add(`${spec}/volumes/-`, VOLUME),
    JsonPatch.add(`${spec}/containers/0/volumeMounts/-`, MOUNT),
  );
}

function patchByName(cache: NodeLocalDnsCache) {
  cache.patchContainer('node-cache', '/resources/limits/memory', '512Mi');
  cache.patchContainer('fail-open-rules-keeper', '/env/-', VARIABLE);
}

describe.each([
  ['props', synthesizedHere(PROPS)],
  ['JSON patches', synthesizedHere({}, patch)],
  ['props and patchContainer', synthesizedHere(PROPS, patchByName)],
])('a cache with env, affinity and volumes by %s', (_, manifest) => {
  let pod: ClientPod;

  beforeAll(async () => {
    await install(manifest);
    pod = await ClientPod.start('patched');
  });
  afterAll(async () => {
    await pod.delete();
    await remove(manifest);
    forgetDnat();
  });

  test('runs with them', () => {
    const [pid] = nodeCachePids();

    expect(sh('sh', ['-c', `tr '\\0' '\\n' < /proc/${pid}/environ`]).split('\n')).toContain('ZONE=a');
    expect(sh('cat', [`/proc/${pid}/mountinfo`])).toContain(' /etc/extra ');
  });

  test('loses no lookup when it is killed', async () => {
    const probe = await pod.probe(`${NAME}.`, { every: PATIENCE / 50 });
    await signal('SIGKILL');
    await cacheServes();
    await probe.stop(1);

    expect(probe.lookups.length).toBeGreaterThan(5);
    expect(probe.failed).toEqual([]);
    expect(await pod.resolve(NAME)).toEqual([SITE_NAMES[NAME]]);
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { officialManifest } from '../fixtures/official-manifest';
import { LOCAL_DNS } from '../harness/addresses';
import { apply, example, imageOf, install, objectsOf, remove, rolledOut } from '../harness/install';
import { field, kubectlWith } from '../harness/kubectl';
import { rulesOf } from '../harness/node-cache-process';
import { ClientPod } from '../harness/pods';
import { PATIENCE, sh, until } from '../harness/process';
import { record } from '../harness/report';
import { CACHE_ADDRESSES, EXAMPLE, RAW_RULES } from '../harness/variants';

const manifest = example(EXAMPLE);
const daemonSet = (path: string) => field(path, '--namespace=kube-system', 'daemonset', 'node-local-dns');

describe('kubectl', () => {
  afterAll(() => remove(manifest));

  test('finds no fault with the manifest on the server', async () => {
    const answer = await kubectlWith(manifest, 'apply', '--server-side', '--dry-run=server');
    expect(answer.trim().split('\n')).toHaveLength(objectsOf(manifest).length);
  });

  test('applies it, and the node has its rules within 5 s', async () => {
    const start = Date.now();
    await apply(manifest);
    const rules = () => CACHE_ADDRESSES.flatMap((address) => rulesOf(address, 'raw')).length;
    await until('the first NOTRACK rule', () => rules() > 0, { seconds: 90, every: 0.05 });
    const seconds = (Date.now() - start) / 1000;
    record('apply to first NOTRACK rule', seconds, 's');
    await until('all NOTRACK rules', () => rules() === RAW_RULES.failOpen * CACHE_ADDRESSES.length, { seconds: 5 });
    expect(seconds).toBeLessThan(5 * PATIENCE);
  });

  test('sees the pod become Ready', async () => {
    await rolledOut();
    expect(await daemonSet('.status.numberReady')).toBe('1');
  });

  test('changes nothing by a second apply', async () => {
    const generations = () =>
      field('.items[*].metadata.resourceVersion', '--namespace=kube-system', 'configmaps,services,serviceaccounts');
    const before = [await generations(), await daemonSet('.metadata.generation')];
    await apply(manifest);
    expect([await generations(), await daemonSet('.metadata.generation')]).toEqual(before);
  });

  test('finds no drift between the manifest and what the server holds', async () => {
    expect(await kubectlWith(manifest, 'diff', '--server-side', '--force-conflicts')).toBe('');
  });
});

// The official manifest is for the modes in which the cache has the kube-dns IP.
describe.runIf(CACHE_ADDRESSES.length > 1)('over an install of the official manifest', () => {
  let client: ClientPod;
  beforeAll(async () => {
    const start = Date.now();
    await install(officialManifest(imageOf(manifest)));
    client = await ClientPod.start('over-official');
    // The official manifest sets its rules after a minute. One mode is enough to wait for them and to update over them.
    if (process.env.LAB_PROXY_MODE !== 'iptables') return;
    await until('its rules are there', () => rulesOf(LOCAL_DNS, 'raw').length === RAW_RULES.nodeCache, { seconds: 90 });
    record('official manifest: apply to all NOTRACK rules', (Date.now() - start) / 1000, 's');
  });
  afterAll(async () => {
    await client.delete();
    await remove(manifest);
  });

  test('the manifest updates it in place, and pods resolve all along', async () => {
    const uid = await daemonSet('.metadata.uid');
    const probe = await client.probe('www.example.org', { every: 0.1 });
    await install(manifest);
    await probe.stop(3);

    expect(await daemonSet('.metadata.uid')).toBe(uid);
    const withAddress = sh('ip', ['-brief', 'address'])
      .split('\n')
      .filter((line) => line.includes(LOCAL_DNS));
    expect(withAddress).toHaveLength(1);
    record('update of an official install: failed lookups', `${probe.failed.length} of ${probe.lookups.length}`);
    record('update of an official install: slowest lookup', probe.slowest, 's');
    expect(probe.lookups.length).toBeGreaterThan(20);
    expect(probe.failed).toEqual([]);
  });
});

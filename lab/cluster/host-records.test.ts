import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { STUB_NAME } from '../harness/cluster-dns';
import { apply, example, install, objectsOf, remove } from '../harness/install';
import { field } from '../harness/kubectl';
import { ClientPod } from '../harness/pods';
import { until } from '../harness/process';
import { record } from '../harness/report';
import { synthesizedHere } from '../harness/variants';

const IPVS = process.env.LAB_PROXY_MODE === 'ipvs';
const unprivileged = synthesizedHere({
  privileged: false,
  hostRecords: { '192.0.2.21': ['namenode.hadoop.example', 'namenode'], '192.0.2.23': ['datanode-2.hadoop.example'] },
  stubDomains: { 'corp.example': ['192.0.2.53'] },
});

describe.each([
  // The example is for iptables mode.
  ...(IPVS ? [] : [['examples/host-records', example('host-records')]]),
  ['privileged: false', unprivileged],
])('with %s', (_, manifest) => {
  let client: ClientPod;
  beforeAll(async () => {
    await install(manifest);
    client = await ClientPod.start('hadoop');
  });
  afterAll(async () => {
    await client.delete();
    await remove(manifest);
  });

  test.each(['namenode.hadoop.example', 'namenode'])('a host record resolves from a pod: %s', async (name) => {
    expect(await client.resolve(name)).toEqual(['192.0.2.21']);
  });

  test('a stub domain resolves from a pod', async () => {
    expect(await client.resolve(STUB_NAME.name)).toEqual([STUB_NAME.address]);
  });

  test('names of the cluster and of the site resolve as before', async () => {
    expect(await client.resolve('kubernetes')).toEqual(['10.96.0.1']);
    expect(await client.resolve('www.example.org')).toEqual(['192.0.2.7']);
  });

  test('a changed ConfigMap changes the answers in the same process, and no query fails meanwhile', async () => {
    const name = 'datanode-2.hadoop.example';
    const instance = () =>
      field(
        '.items[*].status.containerStatuses[0].containerID',
        '--namespace=kube-system',
        'pods',
        '--selector=k8s-app=node-local-dns',
      );
    const before = await instance();
    expect(await client.resolve(name)).toEqual(['192.0.2.23']);

    const start = Date.now();
    const probe = await client.probe('www.example.org', { every: 0.1 });
    const configMap = objectsOf(manifest).find(({ kind }) => kind === 'ConfigMap');
    configMap.data.hosts = configMap.data.hosts.replace('192.0.2.23', '192.0.2.29');
    await apply(JSON.stringify(configMap));
    await until('the new address', async () => (await client.resolve(name))[0] === '192.0.2.29', { seconds: 90 });
    record('changed host record reaches pods', (Date.now() - start) / 1000, 's');
    await probe.stop(2);

    expect(probe.failed).toEqual([]);
    expect(await instance()).toBe(before);
  });
});

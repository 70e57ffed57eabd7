import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Forward, ForwardProtocol, Zone } from '../../src';
import { EXAMPLE_STUB_RESOLVERS, KUBE_DNS, LOCAL_DNS, SERVICE_API, SITE_RESOLVER } from '../harness/addresses';
import { STUB_NAME } from '../harness/cluster-dns';
import { apply, install, objectsOf, remove } from '../harness/install';
import { field } from '../harness/kubectl';
import { metric } from '../harness/metrics';
import { ClientPod } from '../harness/pods';
import { until } from '../harness/process';
import { record } from '../harness/report';
import { CACHE_ADDRESSES, synthesizedHere } from '../harness/variants';

const STUB_RESOLVER = EXAMPLE_STUB_RESOLVERS[0];
/** A zone that starts without names, and a name that the site's resolver has in it. */
const EMPTY = 'cached.example';
const LATE_NAME = `late.${EMPTY}`;

/** A stub zone, a name that is a Service's, and ways for the root and the empty zone. */
const withZones = (root: Forward, empty: Zone) =>
  synthesizedHere({
    privileged: false,
    stubDomains: { 'corp.example': [STUB_RESOLVER] },
    zones: {
      '.': Zone.of({ forward: root }),
      [EMPTY]: empty,
      'api.example.org': Zone.of({
        forward: Forward.toClusterDns(),
        rewrites: { 'api.example.org': 'kubernetes.default.svc.cluster.local' },
      }),
    },
  });
const before = withZones(Forward.toClusterDns(), Zone.nonexistent());
const toSite = Forward.to([SITE_RESOLVER], { protocol: ForwardProtocol.PREFER_UDP });
const after = withZones(toSite, Zone.of({}));

const SYSTEM = '--namespace=kube-system';
const containers = () =>
  field('.items[*].status.containerStatuses[*].containerID', SYSTEM, 'pods', '--selector=k8s-app=node-local-dns');
const configMapsApart = (manifest: string) => objectsOf(manifest).filter(({ kind }) => kind !== 'ConfigMap');

describe('zones with three ways at once', () => {
  let client: ClientPod;
  let clusterDns: string;
  beforeAll(async () => {
    await install(before);
    client = await ClientPod.start('zones');
    // Where the cache has the kube-dns IP itself, it asks another Service.
    clusterDns = CACHE_ADDRESSES.includes(KUBE_DNS)
      ? await field('.spec.clusterIP', SYSTEM, 'service', 'kube-dns-upstream')
      : KUBE_DNS;
  });
  afterAll(async () => {
    await client.delete();
    await remove(before);
  });

  /** How many queries more each server has from the cache when a name has been looked up, which no search list follows. */
  async function queriesFor(name: string, address: string) {
    const servers = { cluster: clusterDns, stub: STUB_RESOLVER, site: SITE_RESOLVER };
    const counts = () =>
      Promise.all(
        Object.values(servers).map((server) =>
          metric(LOCAL_DNS, 'coredns_proxy_request_duration_seconds_count', `to="${server}:53"`),
        ),
      );
    const start = await counts();
    expect(await client.resolve(`${name}.`)).toEqual([address]);
    const end = await counts();
    return Object.fromEntries(Object.keys(servers).map((server, index) => [server, end[index] - start[index]]));
  }

  test.each([
    ["a name of the cluster goes to the cluster's DNS", 'kubernetes.default.svc.cluster.local', SERVICE_API, 'cluster'],
    ["a name outside does so too, if the root's zone says so", 'github.com', '192.0.2.12', 'cluster'],
    ['a name of a stub domain goes to its server', STUB_NAME.name, STUB_NAME.address, 'stub'],
    [
      "a name that its zone replaces by a Service's has the Service's address",
      'api.example.org',
      SERVICE_API,
      'cluster',
    ],
  ])('%s', async (_, name, address, server) => {
    expect(await queriesFor(name, address)).toEqual({ cluster: 0, stub: 0, site: 0, [server]: 1 });
  });

  test('a name of a zone without names does not exist', async () => {
    expect(await client.resolve(LATE_NAME)).toEqual([]);
  });

  test('changed zones reach pods in the same process, and no lookup fails meanwhile', async () => {
    expect(configMapsApart(after)).toEqual(configMapsApart(before));
    const running = await containers();
    const start = Date.now();
    const probes = await Promise.all(
      ['www.example.org', STUB_NAME.name, 'kubernetes.default.svc.cluster.local'].map((name) =>
        client.probe(name, { every: 0.1 }),
      ),
    );
    await apply(after);
    const isThere = async () => (await client.resolve(LATE_NAME))[0] === '192.0.2.30';
    await until('the late name', isThere, { seconds: 120 });
    record('changed zones reach pods', (Date.now() - start) / 1000, 's');
    await Promise.all(probes.map((probe) => probe.stop(5)));

    for (const probe of probes) expect(probe.failed).toEqual([]);
    expect(await containers()).toBe(running);
    expect(await queriesFor('kubernetes.io', '192.0.2.17')).toEqual({ cluster: 0, stub: 0, site: 1 });
  });
});

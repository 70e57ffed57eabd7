import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KUBE_DNS, LOCAL_DNS, NODE_ADDRESS, SERVICE_API } from '../harness/addresses';
import { SITE_NAMES } from '../harness/cluster-dns';
import { install, remove, toYaml } from '../harness/install';
import { field, kubectl, kubectlWith } from '../harness/kubectl';
import { metric, siteQueries } from '../harness/metrics';
import { KUBELET_ENVIRONMENT } from '../harness/node';
import { rulesOf } from '../harness/node-cache-process';
import { ClientPod, DOCUMENT_DNS } from '../harness/pods';
import { sh, until } from '../harness/process';
import { CACHE_ADDRESSES, ORDINARY_NAMESERVER, VARIANTS } from '../harness/variants';

const externalName = toYaml([
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'baidu' },
    spec: { type: 'ExternalName', externalName: 'www.baidu.com' },
  },
]);

describe.each(VARIANTS)('with %s', (variant, synthesize, rawRules) => {
  const manifest = synthesize();
  /** A pod without DNS settings of its own: dnsPolicy ClusterFirst. */
  let ordinary: ClientPod;
  /** A pod with the document's dnsConfig. */
  let pod: ClientPod;

  beforeAll(async () => {
    await install(manifest);
    await kubectlWith(externalName, 'apply', '--server-side');
    [ordinary, pod] = await Promise.all([ClientPod.start('ordinary'), ClientPod.start('document', DOCUMENT_DNS)]);
    await until('the rules are there', () => rulesOf(LOCAL_DNS, 'raw').length === rawRules);
  });
  afterAll(async () => {
    await Promise.all([ordinary.delete(), pod.delete(), kubectlWith(externalName, 'delete')]);
    await remove(manifest);
    // The flag takes precedence over the configuration that the other tests change.
    if (manifest.includes(KUBELET_ENVIRONMENT)) sh('sh', ['/var/lib/node-local-dns/kubelet.sh', 'revert']);
  });

  test(`an ordinary pod names ${ORDINARY_NAMESERVER}`, async () => {
    expect(await ordinary.run('cat', '/etc/resolv.conf')).toContain(`nameserver ${ORDINARY_NAMESERVER}\n`);
  });

  test("the document's pod names the local address, its search list and ndots:2", async () => {
    const lines = (await pod.run('cat', '/etc/resolv.conf')).trim().split('\n');
    expect(lines.sort()).toEqual([
      `nameserver ${LOCAL_DNS}`,
      'options ndots:2',
      'search default.svc.cluster.local svc.cluster.local cluster.local',
    ]);
  });

  test.each(CACHE_ADDRESSES)('the rules for %s are complete', (address) => {
    expect([rulesOf(address, 'raw').length, rulesOf(address, 'filter').length]).toEqual([rawRules, 4]);
  });

  test('the OUTPUT chain lists what the document lists', () => {
    const chain = sh('iptables', ['-nL', 'OUTPUT']).replace(/ +/g, ' ');
    for (const address of CACHE_ADDRESSES) {
      expect(chain).toMatch(new RegExp(`ACCEPT (udp|17) -- ${address} 0.0.0.0/0 udp spt:53`));
      expect(chain).toMatch(new RegExp(`ACCEPT (tcp|6) -- ${address} 0.0.0.0/0 tcp spt:53`));
    }
  });

  test('an external name resolves, and the server that answers is the local cache', async () => {
    const answer = await pod.nslookup('www.baidu.com');
    expect(answer).toContain(`Server:\t\t${LOCAL_DNS}`);
    expect(answer).toContain('www.baidu.com\tcanonical name = www.a.shifen.com.');
    expect(answer).toContain(`Address: ${SITE_NAMES['www.a.shifen.com']}`);
  });

  test.each(['ordinary', 'document'])(
    'the second of two equal questions of the %s pod is answered by the cache',
    async (kind) => {
      const client = kind === 'ordinary' ? ordinary : pod;
      const name = `${kind}-${variant.replace(/\W+/g, '-')}.cached.example`;
      const hits = () => metric(LOCAL_DNS, 'coredns_cache_hits_total', 'type="success"');
      expect(await client.resolve(name)).toEqual(['192.0.2.30']);
      const [hitsBefore, queriesBefore] = [await hits(), siteQueries(name)];
      expect(await client.resolve(name)).toEqual(['192.0.2.30']);
      expect(await hits()).toBeGreaterThan(hitsBefore);
      expect([queriesBefore, siteQueries(name)]).toEqual([1, 1]);
    },
  );

  test.each([
    ['by its short name', 'kubernetes'],
    ['with one dot, through the search list', 'kubernetes.default'],
    ['by its full name', 'kubernetes.default.svc.cluster.local'],
  ])('the Service kubernetes is found %s', async (_, name) => {
    const answer = await pod.nslookup(name);
    expect(answer).toContain(`Server:\t\t${LOCAL_DNS}`);
    expect(answer).toContain(`Name:\tkubernetes.default.svc.cluster.local\nAddress: ${SERVICE_API}`);
  });

  test('a trailing dot makes `kubernetes` a full name, which nobody has', async () => {
    expect(await pod.nslookup('kubernetes.')).toMatch(/server can't find kubernetes: (SERVFAIL|NXDOMAIN)/);
  });

  test('an ExternalName Service leads to its external name', async () => {
    const answer = await pod.nslookup('baidu');
    expect(answer).toContain('baidu.default.svc.cluster.local\tcanonical name = www.baidu.com.');
    expect(answer).toContain(`Address: ${SITE_NAMES['www.a.shifen.com']}`);
  });

  test('no query leaves a conntrack entry', async () => {
    // Queries from the time without a cache are tracked, and stay in conntrack for minutes.
    sh('conntrack', ['-F']);
    for (const client of [ordinary, pod]) {
      await client.resolve('github.com');
      await client.run('dig', '+tcp', 'github.com');
    }
    const tracked = sh('conntrack', ['-L']).split('\n');
    const fromPods = tracked.filter((entry) => entry.includes(' src=10.88.'));
    const toCache = CACHE_ADDRESSES.map((address) => `dst=${address} `);
    expect(fromPods).not.toEqual([]);
    expect(fromPods.filter((entry) => toCache.some((address) => entry.includes(address)))).toEqual([]);
  });

  test("the pod fills in the site's resolver and the cluster's", async () => {
    const upstream = await field('.spec.clusterIP', '--namespace=kube-system', 'service', 'kube-dns-upstream');
    const corefile = await kubectl(
      '--namespace=kube-system',
      'exec',
      'daemonset/node-local-dns',
      '--',
      'cat',
      '/etc/Corefile',
    );
    expect(corefile).toContain('forward . /etc/resolv.conf');
    expect(corefile).toContain(`forward . ${CACHE_ADDRESSES.includes(KUBE_DNS) ? upstream : KUBE_DNS} `);
    expect(corefile).not.toContain('__PILLAR__');
  });

  test('the headless Service leads to the metrics', async () => {
    const [address] = await pod.resolve('node-local-dns.kube-system.svc.cluster.local');
    expect(address).toBe(NODE_ADDRESS);
    expect(await metric(address, 'coredns_dns_requests_total')).toBeGreaterThan(0);
  });
});

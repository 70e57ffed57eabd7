import { beforeAll, describe, expect, test } from 'vitest';
import { KUBE_DNS, LOCAL_DNS } from '../harness/addresses';
import { install, remove } from '../harness/install';
import { linkExists, rulesOf } from '../harness/node-cache-process';
import { ClientPod, DOCUMENT_DNS } from '../harness/pods';
import { until } from '../harness/process';
import { record } from '../harness/report';
import { CACHE_ADDRESSES, VARIANTS } from '../harness/variants';

const KUBE_DNS_ONLY = { ...DOCUMENT_DNS, dnsConfig: { ...DOCUMENT_DNS.dnsConfig, nameservers: [KUBE_DNS] } };

describe.each(VARIANTS)('kubectl delete of %s', (_, synthesize, rawRules) => {
  /** A pod that asks kube-dns. In IPVS mode the documents have the kubelets' setting taken back by hand before the removal. */
  let client: ClientPod;
  beforeAll(async () => {
    const manifest = synthesize();
    await install(manifest);
    client = await ClientPod.start('left-behind', KUBE_DNS_ONLY);
    await until('the rules are there', () => rulesOf(LOCAL_DNS, 'raw').length === rawRules);
    const probe = await client.probe('www.example.org', { every: 0.1 });
    await remove(manifest);
    await probe.stop();
    record('removal: failed lookups', `${probe.failed.length} of ${probe.lookups.length}`);
    return () => client.delete();
  });

  test('leaves no interface', () => {
    expect(linkExists('nodelocaldns')).toBe(false);
  });

  test.each(CACHE_ADDRESSES)('leaves no rule for %s', (address) => {
    expect([...rulesOf(address, 'raw'), ...rulesOf(address, 'filter')]).toEqual([]);
  });

  test('leaves pods that resolve through kube-dns', async () => {
    const answer = await client.nslookup('kubernetes.default.svc.cluster.local');
    expect(answer).toContain(`Server:\t\t${KUBE_DNS}`);
    expect(answer).toContain('Address: 10.96.0.1');
  });
});

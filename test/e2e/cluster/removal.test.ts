import { beforeAll, describe, expect, test } from 'vitest';
import { KUBE_DNS, LOCAL_DNS } from '../lab/addresses';
import { install, remove } from '../lab/install';
import { linkExists, rulesOf } from '../lab/node-cache-process';
import { ClientPod } from '../lab/pods';
import { until } from '../lab/process';
import { record } from '../lab/report';
import { VARIANTS } from '../lab/variants';

describe.each(VARIANTS)('kubectl delete of %s', (_, synthesize) => {
  let client: ClientPod;
  beforeAll(async () => {
    const manifest = synthesize();
    await install(manifest);
    client = await ClientPod.start('left-behind');
    await until('the rules are there', () => rulesOf(LOCAL_DNS, 'raw').length === 8);
    const probe = client.probe('www.example.org', { every: 0.1 });
    await remove(manifest);
    await probe.stop();
    record('removal: failed lookups', `${probe.failed.length} of ${probe.lookups.length}`);
    return () => client.delete();
  });

  test('leaves no interface', () => {
    expect(linkExists('nodelocaldns')).toBe(false);
  });

  test.each([LOCAL_DNS, KUBE_DNS])('leaves no rule for %s', (address) => {
    expect([...rulesOf(address, 'raw'), ...rulesOf(address, 'filter')]).toEqual([]);
  });

  test('leaves pods that resolve through kube-dns', async () => {
    const answer = await client.nslookup('kubernetes.default.svc.cluster.local');
    expect(answer).toContain(`Server:\t\t${KUBE_DNS}`);
    expect(answer).toContain('Address: 10.96.0.1');
  });
});

import { afterEach, expect, test as testHere } from 'vitest';
import { Availability } from '../../src';
import { KUBE_DNS } from '../harness/addresses';
import { apply, example, removeCrashed, rolledOut } from '../harness/install';
import { rulesOf } from '../harness/node-cache-process';
import { ClientPod, DOCUMENT_DNS } from '../harness/pods';
import { PATIENCE, until } from '../harness/process';
import { EXAMPLE, RAW_RULES, synthesizedHere } from '../harness/variants';

/** Each test breaks this manifest. The lab is of use only if a manifest that takes DNS down fails in it. */
const manifest = example(EXAMPLE);
let broken = manifest;

async function installBroken(from: string | RegExp, to: string) {
  broken = manifest.replaceAll(from, to);
  expect(broken).not.toBe(manifest);
  await apply(broken);
  await rolledOut(20);
}

afterEach(() => removeCrashed(broken));

// Most faults do not depend on the proxy mode, so these tests run on the faster kernel alone.
const test = testHere.runIf(PATIENCE === 1);

test('a bind to an address that nobody has is found', async () => {
  await expect(installBroken(/bind 169\.254\.20\.10.*/g, 'bind 169.254.20.10 10.77.0.99')).rejects.toThrow(
    'cannot assign requested address',
  );
});

test('a plugin that node-cache does not have is found', async () => {
  await expect(installBroken('        loop\n', '        loop\n        ready\n')).rejects.toThrow("directive 'ready'");
});

// In IPVS mode the cache asks the kube-dns IP and no upstream Service.
testHere.skipIf(EXAMPLE === 'ipvs')('a name of an upstream Service that is not there is found', async () => {
  await expect(
    installBroken(/-upstreamsvc\n( +- )kube-dns-upstream/g, '-upstreamsvc\n$1kube-dns-upstreams'),
  ).rejects.toThrow('not an IP address or file: "<nil>"');
});

test('a flag that node-cache does not have is found', async () => {
  await expect(installBroken('-reloadwithsignal=true', '-reload-with-signal')).rejects.toThrow(
    'flag provided but not defined',
  );
});

testHere.runIf(EXAMPLE === 'ipvs')('the kube-dns address bound in IPVS mode is found', async () => {
  const useDns = async () => {
    broken = synthesizedHere({ availability: Availability.ROLLING })
      .replaceAll(/bind 169\.254\.20\.10/g, `bind 169.254.20.10 ${KUBE_DNS}`)
      .replace(/-localip\n( +- )169\.254\.20\.10/, `-localip\n$1169.254.20.10,${KUBE_DNS}`);
    expect(broken).toContain(`169.254.20.10,${KUBE_DNS}`);
    await apply(broken);
    await rolledOut(20);
    await until('the rules are there', () => rulesOf(KUBE_DNS, 'raw').length === RAW_RULES.nodeCache);
    // This pod asks the cache alone, since patched kubelets give pods a fallback.
    const client = await ClientPod.start('ipvs', DOCUMENT_DNS);
    const answer = await client.resolve('kubernetes');
    await client.delete();
    if (answer.length === 0) throw new Error('no answer');
  };
  await expect(useDns()).rejects.toThrow(/no answer|Loop|not Ready|the rules are there/);
});

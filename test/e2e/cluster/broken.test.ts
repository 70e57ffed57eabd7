import { afterEach, expect, test } from 'vitest';
import { apply, example, removeCrashed, rolledOut } from '../lab/install';

/** The lab is worth something only if a manifest that takes DNS down makes it red. */
const manifest = example('iptables');
let broken = manifest;

async function installBroken(from: string | RegExp, to: string) {
  broken = manifest.replaceAll(from, to);
  expect(broken).not.toBe(manifest);
  await apply(broken);
  await rolledOut(20);
}

afterEach(() => removeCrashed(broken));

test('a bind to an address that nobody has is found', async () => {
  await expect(installBroken(/bind 169\.254\.20\.10 .*/g, 'bind 169.254.20.10 10.96.0.99')).rejects.toThrow(
    'cannot assign requested address',
  );
});

test('a plugin that node-cache does not have is found', async () => {
  await expect(installBroken('        loop\n', '        loop\n        ready\n')).rejects.toThrow("directive 'ready'");
});

test('a name of an upstream Service that is not there is found', async () => {
  await expect(
    installBroken(/-upstreamsvc\n( +- )kube-dns-upstream/g, '-upstreamsvc\n$1kube-dns-upstreams'),
  ).rejects.toThrow('not an IP address or file: "<nil>"');
});

test('a flag that node-cache does not have is found', async () => {
  await expect(installBroken('-reloadwithsignal=true', '-reload-with-signal')).rejects.toThrow(
    'flag provided but not defined',
  );
});

import { spawnSync } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { program } from '../harness/programs';

/**
 * Builds CoreDNS, which needs the network. Then runs the tests in a network namespace of their own, which has loopback
 * alone: it gets whatever address a Corefile names, and nothing leaves the machine.
 */
async function main() {
  const namespace = ['--user', '--map-root-user', '--net', '--'];
  if (process.platform !== 'linux' || spawnSync('unshare', [...namespace, 'true']).status !== 0) {
    console.log('e2e:corefile SKIPPED: this machine cannot make network namespaces (it needs Linux and unshare)');
    return;
  }
  await Promise.all([program('coredns-node-cache'), program('coredns-cluster'), program('go-text')]);
  const vitest = ['vitest', 'run', '--config', 'lab/vitest.config.mts', '--project', 'corefile'];
  const { status } = spawnSync('unshare', [...namespace, ...vitest, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, HOST_NETWORK: readlinkSync('/proc/self/ns/net') },
  });
  process.exitCode = status ?? 1;
}

main();

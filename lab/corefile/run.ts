import { spawnSync } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { program } from '../harness/programs';
import { prometheusPrograms } from '../harness/prometheus';

/**
 * Builds the programs, which needs the network. Then runs the tests in a network namespace of their own, which has loopback
 * alone: it gets whatever address a Corefile names, and nothing leaves the machine.
 */
async function main() {
  const namespace = ['--user', '--map-root-user', '--net', '--'];
  if (process.platform !== 'linux' || spawnSync('unshare', [...namespace, 'true']).status !== 0) {
    console.log('e2e:corefile SKIPPED: this machine cannot make network namespaces (it needs Linux and unshare)');
    return;
  }
  const programs = ['coredns-node-cache', 'coredns-cluster', 'go-text', 'read-yaml'] as const;
  await Promise.all(programs.map(program));
  prometheusPrograms();
  const vitest = ['vitest', 'run', '--config', 'lab/vitest.config.mts', '--project', 'corefile'];
  const { status } = spawnSync('unshare', [...namespace, ...vitest, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, HOST_NETWORK: readlinkSync('/proc/self/ns/net') },
  });
  process.exitCode = status ?? 1;
}

main();

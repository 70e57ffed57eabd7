import { spawnSync } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { debianPackages } from '../../lab/harness/debian';
import { program } from '../../lab/harness/programs';

/** Builds what the measurement needs, which takes the network. Then measures in a network namespace of its own. */
async function main() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    console.log('bench/memory SKIPPED: it needs Linux and root, for cgroups and network namespaces');
    return;
  }
  await Promise.all([program('coredns-node-cache'), program('coredns-cluster')]);
  const { status } = spawnSync('unshare', ['--net', 'npx', 'tsx', 'bench/memory/inside.ts'], {
    stdio: 'inherit',
    env: {
      ...process.env,
      HOST_NETWORK: readlinkSync('/proc/self/ns/net'),
      DEBIAN_TREE: debianPackages(),
    },
  });
  process.exitCode = status ?? 1;
}

main();

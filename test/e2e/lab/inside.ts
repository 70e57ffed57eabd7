import { spawn } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { startCluster } from './cluster';
import type { ProxyMode } from './node';
import { LOGS } from './process';

/** What runs on a machine: `inside.ts PROXY_MODE COMMAND...` starts a cluster there, and the command on it. */
async function inside(proxyMode: ProxyMode, command: string[]) {
  const start = Date.now();
  try {
    await startCluster(proxyMode);
    console.log(
      `cluster is up with kube-proxy in ${proxyMode} mode after ${((Date.now() - start) / 1000).toFixed(1)} s`,
    );
    process.exitCode = await run(command);
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  }
  if (process.env.LAB_OUT) cpSync(LOGS, join(process.env.LAB_OUT, 'log'), { recursive: true });
  // The servers that were started end with the machine, and that ends with this process.
  process.exit();
}

function run([program, ...args]: string[]): Promise<number> {
  const child = spawn(program, args, { stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

inside(process.argv[2] as ProxyMode, process.argv.slice(3));

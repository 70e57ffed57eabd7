import { spawn } from 'node:child_process';
import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startCluster } from './cluster';
import { loadModules, type ProxyMode, useIptables } from './node';
import { KUBECONFIG } from './pki';
import { aDaemonEnds, LOGS, sleep } from './process';

/** Runs on a machine: `inside.ts [--cluster PROXY_MODE] [--keep] -- COMMAND...`. */
async function inside() {
  const { values, positionals } = parseArgs({
    options: { cluster: { type: 'string' }, keep: { type: 'boolean' } },
    allowPositionals: true,
  });
  const start = Date.now();
  try {
    await loadModules();
    useIptables();
    if (values.cluster) {
      await Promise.race([startCluster(values.cluster as ProxyMode), aDaemonEnds]);
      console.log(
        `cluster with kube-proxy in ${values.cluster} mode: ready after ${((Date.now() - start) / 1000).toFixed(1)} s`,
      );
    }
    process.exitCode = await run(positionals);
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  }
  if (values.keep) {
    console.log(`The cluster stays until you end this with Ctrl-C. In it:\nexport KUBECONFIG=${KUBECONFIG}`);
    for (;;) await sleep(3600);
  }
  if (process.env.LAB_OUT && existsSync(LOGS)) cpSync(LOGS, join(process.env.LAB_OUT, 'log'), { recursive: true });
  // The machine ends with this process, and the servers end with the machine.
  process.exit();
}

function run([program, ...args]: string[]): Promise<number> {
  const child = spawn(program, args, { stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

inside();

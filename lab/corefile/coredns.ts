import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ProgramName, program } from '../harness/programs';

const START_MS = 10_000;

/** A running CoreDNS. A second stop does nothing. */
export interface CoreDns {
  stop(): Promise<void>;
  /** Keeps the process from running, as a hang does. It can still be stopped. */
  hang(): void;
}

/** Starts CoreDNS and waits until it serves. If CoreDNS ends first, the error has its output. */
export async function startCoreDns(name: ProgramName, corefile: string): Promise<CoreDns> {
  const directory = mkdtempSync(join(tmpdir(), 'corefile-'));
  const file = join(directory, 'Corefile');
  writeFileSync(file, corefile);
  const child = spawn(await program(name), ['-conf', file], { stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = async () => {
    await end(child);
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    await serves(child);
  } catch (error) {
    await stop();
    throw new Error(`${error}\n${corefile}`);
  }
  return { stop, hang: () => child.kill('SIGSTOP') };
}

/** CoreDNS prints its version when every listener is there. The health endpoint answers before that. */
function serves(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    const late = setTimeout(() => reject(new Error(`CoreDNS did not start:\n${output}`)), START_MS);
    child.once('close', (code) => {
      clearTimeout(late);
      reject(new Error(`CoreDNS ended with ${code}:\n${output}`));
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (data) => {
        output += data;
        if (!/^CoreDNS-/m.test(output)) return;
        clearTimeout(late);
        resolve();
      });
    }
  });
}

/** Gives the namespace's loopback interface exactly these addresses. */
export function setAddresses(addresses: Iterable<string>) {
  const { HOST_NETWORK } = process.env;
  if (!HOST_NETWORK || HOST_NETWORK === readlinkSync('/proc/self/ns/net')) {
    throw new Error('this is not a network namespace of the test: start it with npm run e2e:corefile');
  }
  const add = [...new Set(addresses)].map((address) => {
    return `address add ${address} dev lo${address.includes(':') ? ' nodad' : ''}`;
  });
  const input = ['address flush dev lo', 'address add 127.0.0.1/8 dev lo', 'link set lo up', ...add].join('\n');
  execFileSync('ip', ['-batch', '-'], { input });
}

/** Kills CoreDNS. With SIGTERM it would wait for queries to servers that are not there. */
async function end(child: ChildProcess) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

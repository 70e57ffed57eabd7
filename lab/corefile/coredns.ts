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
  /** All that it has written until now. */
  output(): string;
  /** Ends it as Kubernetes does: it writes what it still has to say. */
  terminate(): Promise<void>;
}

/** Starts CoreDNS and waits until it serves. If CoreDNS ends first, the error has its output. */
export async function startCoreDns(name: ProgramName, corefile: string): Promise<CoreDns> {
  const directory = mkdtempSync(join(tmpdir(), 'corefile-'));
  const file = join(directory, 'Corefile');
  writeFileSync(file, corefile);
  const child = spawn(await program(name), ['-conf', file], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data) => {
      output += data;
    });
  }
  const stop = async (signal: NodeJS.Signals = 'SIGKILL') => {
    await end(child, signal);
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    await serves(child, () => output);
  } catch (error) {
    await stop();
    throw new Error(`${error}\n${corefile}`);
  }
  return {
    stop: () => stop(),
    hang: () => child.kill('SIGSTOP'),
    output: () => output,
    terminate: () => stop('SIGTERM'),
  };
}

/** CoreDNS prints its version when every listener is there. The health endpoint answers before that. */
function serves(child: ChildProcess, output: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`CoreDNS did not start:\n${output()}`)), START_MS);
    child.once('close', (code) => {
      clearTimeout(late);
      reject(new Error(`CoreDNS ended with ${code}:\n${output()}`));
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', () => {
        if (!/^CoreDNS-/m.test(output())) return;
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

/** Ends CoreDNS. With SIGTERM it waits for queries to servers that are not there. */
async function end(child: ChildProcess, signal: NodeJS.Signals) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.kill(signal);
  await ended;
}

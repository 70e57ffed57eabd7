import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeCache } from './node-cache';
import { sh, until } from './process';

export interface NodeCacheOptions {
  /** The template; if left out, a small Corefile that answers for any name. */
  base?: string;
  args?: string[];
  env?: NodeJS.ProcessEnv;
  /** Files of the kube-dns ConfigMap. */
  kubeDns?: Record<string, string>;
}

/** One node-cache process on this machine, with a directory of its own for its files. */
export class NodeCacheProcess {
  static async start(localIp: string, options: NodeCacheOptions = {}): Promise<NodeCacheProcess> {
    const { path } = await nodeCache();
    return new NodeCacheProcess(path, localIp, options);
  }

  readonly directory = mkdtempSync(join(tmpdir(), 'node-cache-'));
  readonly exit: Promise<number | null>;
  log = '';
  private readonly process: ChildProcess;

  private constructor(path: string, localIp: string, options: NodeCacheOptions) {
    const { base = answering('first'), args = [], env = {}, kubeDns } = options;
    mkdirSync(this.file('base'));
    this.writeBase(base);
    if (kubeDns) {
      mkdirSync(this.file('kube-dns'));
      for (const [name, text] of Object.entries(kubeDns)) this.writeKubeDns(name, text);
      args.push('-kubednscm', this.file('kube-dns'));
    }
    const files = ['-basecorefile', this.file('base/Corefile.base'), '-conf', this.file('Corefile')];
    this.process = spawn(path, ['-localip', localIp, ...files, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream?.on('data', (text) => {
        this.log += text;
      });
    }
    this.exit = new Promise((resolve) => this.process.on('close', resolve));
  }

  file(name: string): string {
    return join(this.directory, name);
  }

  writeBase(text: string) {
    writeFileSync(this.file('base/Corefile.base'), text);
  }

  writeKubeDns(name: string, text: string) {
    writeFileSync(this.file(join('kube-dns', name)), text);
  }

  corefile(): string {
    return readFileSync(this.file('Corefile'), 'utf8');
  }

  async answers(address: string): Promise<NodeCacheProcess> {
    await until(`${address} answers:\n${this.log}`, () => ask(address), { seconds: 10 });
    return this;
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.process.kill(signal);
    return this.exit;
  }
}

/** A Corefile whose TXT answers say which Corefile is served. */
export function answering(text: string, ...more: string[]): string {
  const answer = `template IN TXT { \n answer "{{ .Name }} 5 IN TXT ${text}" \n }`;
  return `.:53 {\n bind __PILLAR__LOCAL__DNS__\n ${answer}\n ${more.join('\n ')}\n}\n`;
}

/** The string that a server answers with now; empty if it does not answer. */
export function ask(address: string, name = 'which.example'): string {
  try {
    return sh('dig', [`@${address}`, '+short', '+tries=1', '+timeout=1', name, 'TXT'])
      .trim()
      .replaceAll('"', '');
  } catch {
    return '';
  }
}

/** The rules of a table that concern an address, as iptables lists them. */
export function rulesOf(address: string, table: 'raw' | 'filter', program = 'iptables'): string[] {
  return sh(program, ['-t', table, '-S'])
    .split('\n')
    .filter((rule) => rule.includes(`${address}/`));
}

export function linkExists(name: string): boolean {
  try {
    sh('ip', ['link', 'show', name]);
    return true;
  } catch {
    return false;
  }
}

import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WORK_TREE } from '../harness/machine';

const SCRIPTS = join(WORK_TREE, 'src/kubelet');
/** The shells that are here, by name. */
export const SHELLS = [['dash'], ['busybox', 'sh'], ['bash', '--posix']]
  .filter(([shell]) => spawnSync('which', [shell]).status === 0)
  .map((shell) => [shell.join(' '), shell] as const);
export const LOCAL_AND_KUBE_DNS = '169.254.20.10 10.96.0.10';
/** With these the node's kubelet does not come up. */
export const FATAL = '203.0.113.99';

/** What stands before the real programs in PATH: no kubelet and no systemd run here, and nobody waits. */
const STAND_INS = {
  sleep: 'exit 0',
  curl: '[ -e "$NODE/up" ]',
  // A kubelet is up or not when it has read its file.
  systemctl: `echo "$*" >> "$NODE/systemctl"
case $1 in
  restart) rm -f "$NODE/up"; grep -q '${FATAL}' "$FILE" || : > "$NODE/up" ;;
  cat) [ "$2" = kubelet ] ;;
esac`,
};

export interface Run {
  status: number | null;
  output: string;
}

/** A node of which there is but a file, what the scripts remember, and stand-ins for systemctl, curl and sleep. */
export class Node {
  readonly directory = mkdtempSync(join(tmpdir(), 'kubelet-'));
  readonly state = join(this.directory, 'state');
  readonly bin = join(this.directory, 'bin');
  private scripts = SCRIPTS;

  constructor(
    text?: string,
    readonly shell: readonly string[] = ['dash'],
    readonly file = join(this.directory, 'etc', 'config.yaml'),
  ) {
    mkdirSync(join(this.directory, 'etc'));
    mkdirSync(this.bin);
    for (const [name, body] of Object.entries(STAND_INS)) this.program(name, body);
    writeFileSync(join(this.directory, 'up'), '');
    if (text !== undefined) this.write(text);
  }

  write(text: string) {
    writeFileSync(this.file, text);
  }

  /** A second file, beside the first one. */
  other(text: string): string {
    const path = join(this.directory, 'etc', 'other');
    writeFileSync(path, text);
    return path;
  }

  /** The scripts are among what they remember, as enter-node.sh puts them. */
  copyScripts() {
    cpSync(SCRIPTS, this.state, { recursive: true, filter: (path) => !path.endsWith('.ts') });
    this.scripts = this.state;
  }

  program(name: string, body: string) {
    writeFileSync(join(this.bin, name), `#!/bin/dash\n${body}\n`);
    chmodSync(join(this.bin, name), 0o755);
  }

  /** `env -i`: the script has nothing but its parameters. */
  run(action: string, parameters: Record<string, string> = {}): Promise<Run> {
    const environment = {
      PATH: `${this.bin}:${process.env.PATH}`,
      NODE: this.directory,
      FILE: this.file,
      STATE: this.state,
      LOCK: join(this.directory, 'lock'),
      NAMESERVERS: LOCAL_AND_KUBE_DNS,
      RESTART_SECONDS: '3',
      CACHE_SECONDS: '3',
      ...parameters,
    };
    const [program, ...args] = [...this.shell, join(this.scripts, 'kubelet.sh'), action];
    // A process group of its own, which a test may kill.
    const child = spawn(program, args, { env: environment, detached: true });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
    return new Promise((resolve) => child.on('close', (status) => resolve({ status, output })));
  }

  get text(): string {
    return readFileSync(this.file, 'utf8');
  }

  get up(): boolean {
    return existsSync(join(this.directory, 'up'));
  }

  get restarts(): number {
    const log = join(this.directory, 'systemctl');
    if (!existsSync(log)) return 0;
    return readFileSync(log, 'utf8')
      .split('\n')
      .filter((line) => line === 'restart kubelet').length;
  }

  /** All that there is on the node, but the programs and what was called. */
  get files(): string[] {
    return readdirSync(this.directory, { recursive: true, encoding: 'utf8' })
      .filter((path) => !/^(bin|lock|systemctl|up)/.test(path))
      .sort();
  }

  remove() {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

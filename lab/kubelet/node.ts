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
/** The shells of this machine, by name. */
export const SHELLS = [['dash'], ['busybox', 'sh'], ['bash', '--posix']]
  .filter(([shell]) => spawnSync('which', [shell]).status === 0)
  .map((shell) => [shell.join(' '), shell] as const);
export const LOCAL_AND_KUBE_DNS = '169.254.20.10 10.96.0.10';
/** The node's kubelet does not come up with this nameserver. */
export const FATAL = '203.0.113.99';

/** Stand-ins, before the real programs in PATH: there is no kubelet and no systemd here, and `sleep` does not wait. */
const STAND_INS = {
  sleep: 'exit 0',
  curl: '[ -e "$NODE/up" ]',
  // The file decides whether the kubelet is up after a restart.
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

/** A node made of the kubelet's file, the scripts' state, and stand-ins for systemctl, curl and sleep. */
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

  /** Writes a second file beside the first one, and returns its path. */
  other(text: string): string {
    const path = join(this.directory, 'etc', 'other');
    writeFileSync(path, text);
    return path;
  }

  /** Copies the scripts into their state directory, as enter-node.sh does. */
  copyScripts() {
    cpSync(SCRIPTS, this.state, { recursive: true, filter: (path) => !path.endsWith('.ts') });
    this.scripts = this.state;
  }

  program(name: string, body: string) {
    writeFileSync(join(this.bin, name), `#!/bin/dash\n${body}\n`);
    chmodSync(join(this.bin, name), 0o755);
  }

  /** The environment is empty but for the parameters. */
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
    // The script has a process group of its own, so that a test can kill it.
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

  /** All files of the node, but the programs and the logs of their calls. */
  get files(): string[] {
    return readdirSync(this.directory, { recursive: true, encoding: 'utf8' })
      .filter((path) => !/^(bin|lock|systemctl|up)/.test(path))
      .sort();
  }

  /** What others than its owner may do anything with, of what the scripts remember and where the file is. */
  get readable(): string[] {
    const directories = ['state', 'etc'].map((name) => join(this.directory, name)).filter(existsSync);
    const { stdout } = spawnSync('find', [...directories, '-mindepth', '1', '-perm', '/077'], { encoding: 'utf8' });
    return stdout.split('\n').slice(0, -1);
  }

  remove() {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

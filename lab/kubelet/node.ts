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
  // A kubelet is up or not when it has read its files, and each start gives another process.
  systemctl: `echo "$*" >> "$NODE/systemctl"
case $1 in
  restart)
    /usr/bin/rm -rf "$NODE/up" "$NODE/proc"
    if ! /usr/bin/grep -rqs '${FATAL}' "$NODE/etc"; then : > "$NODE/up"; "$NODE/bin/start-kubelet"; fi ;;
  cat) [ "$2" = kubelet ] && { /usr/bin/cat "$NODE/up.unit" 2> /dev/null || :; } ;;
esac`,
  // The flags are the words of up.flags, and what $NODE/up.variable's variable says of --cluster-dns.
  'start-kubelet': `read -r before < "$NODE/up.pid"
pid=$((before + 1))
echo "$pid" > "$NODE/up.pid"
/usr/bin/mkdir -p "$NODE/proc/$pid"
{
  echo /usr/bin/kubelet
  /usr/bin/cat "$NODE/up.flags"
  while read -r variable file; do
    list=$({ /usr/bin/cat "$file"; echo x; } | LC_ALL=C /usr/bin/awk -v variable="$variable" -v action=get \\
      -f '${SCRIPTS}/environment-file.awk' | /usr/bin/tr ' ' ,)
    [ -z "$list" ] || echo "--cluster-dns=$list"
  done < "$NODE/up.variable"
} | /usr/bin/tr '\\n' '\\0' > "$NODE/proc/$pid/cmdline"
echo "$pid (kubelet) S 1 1 1 0 -1 4194560 1 1 1 1 1 1 1 1 20 0 1 0 $((pid * 100)) 1 1" > "$NODE/proc/$pid/stat"`,
};

export interface Run {
  status: number | null;
  output: string;
}

/**
 * A node of which there is but a file, what the scripts remember, and stand-ins for systemctl, curl, sleep, and a kubelet
 * that is a directory of a /proc.
 */
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
    writeFileSync(join(this.directory, 'up.pid'), '100\n');
    writeFileSync(join(this.directory, 'up.variable'), '');
    if (text !== undefined) this.write(text);
    this.startKubelet([`--config=${this.file}`]);
  }

  /** A kubelet with these flags in the place of the one that runs. */
  startKubelet(flags: string[]) {
    writeFileSync(join(this.directory, 'up.flags'), flags.map((flag) => `${flag}\n`).join(''));
    this.stopKubelet();
    const env = { NODE: this.directory };
    const { stderr, status } = spawnSync(join(this.bin, 'start-kubelet'), { env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`no kubelet: ${stderr}`);
  }

  stopKubelet() {
    rmSync(join(this.directory, 'proc'), { recursive: true, force: true });
  }

  /** The kubelet's service takes --cluster-dns from this variable of an environment file. */
  useVariable(variable: string, file = this.file) {
    writeFileSync(join(this.directory, 'up.variable'), `${variable} ${file}\n`);
    this.startKubelet([]);
  }

  /** What `systemctl cat kubelet` says. */
  unit(text: string) {
    writeFileSync(join(this.directory, 'up.unit'), text);
  }

  get commandLine(): string[] {
    const [pid] = readdirSync(join(this.directory, 'proc'));
    return readFileSync(join(this.directory, 'proc', pid, 'cmdline'), 'utf8')
      .split('\0')
      .slice(0, -1);
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
      PROC: join(this.directory, 'proc'),
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
      .filter((path) => !/^(bin|lock|proc|systemctl|up)/.test(path))
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

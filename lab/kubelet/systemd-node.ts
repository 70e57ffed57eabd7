import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { WORK_TREE } from '../harness/machine';
import { until } from '../harness/process';
import { FATAL } from './node';

/** Whether a real systemd can be the first process of namespaces here: on a machine, whose root forgets. */
export const HAS_SYSTEMD = hostname() === 'lab-node' && existsSync('/lib/systemd/systemd');
export const CONFIGURATION = '/var/lib/kubelet/config.yaml';
export const ENVIRONMENT = '/var/lib/kubelet/kubelet.env';
const source = (name: string) => readFileSync(join(WORK_TREE, 'src/kubelet', name), 'utf8');
const SCRIPTS = ['kubelet.sh', 'running.sh', 'restart.sh', 'config-file.awk', 'environment-file.awk'];

/** `@`: with the name of the kubelet in the place of the program's. */
const KUBELET = `[Unit]
DefaultDependencies=no
StartLimitIntervalSec=0
[Service]
EnvironmentFile=-${ENVIRONMENT}
ExecStart=@${process.execPath} /usr/bin/kubelet ${join(__dirname, 'kubelet-stand-in.mjs')} ${FATAL} \\
  --config=${CONFIGURATION} $KUBELET_EXTRA_ARGS
Restart=always
RestartSec=1
`;

/** A node whose first process is a real systemd, with a stand-in for the kubelet as its one service. */
export class SystemdNode {
  private readonly units = mkdtempSync(join(tmpdir(), 'units-'));
  private process?: ChildProcess;
  private pid = 0;
  private log = '';

  async start() {
    for (const target of ['default', 'sysinit', 'basic', 'shutdown'])
      writeFileSync(join(this.units, `${target}.target`), '[Unit]\nDefaultDependencies=no\n');
    writeFileSync(join(this.units, 'kubelet.service'), KUBELET);
    const namespaces = [
      '--mount',
      '--pid',
      '--cgroup',
      '--ipc',
      '--uts',
      '--net',
      '--fork',
      '--kill-child',
      '--mount-proc',
    ];
    this.process = spawn('unshare', [...namespaces, join(__dirname, 'systemd-node.sh'), this.units]);
    for (const stream of [this.process.stdout, this.process.stderr]) stream?.on('data', (data) => (this.log += data));
    const { pid } = this.process;
    await until('systemd runs', () => {
      this.pid = Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8'));
      return this.run('systemctl', 'is-system-running').output === 'running\n' || Promise.reject(new Error(this.log));
    });
  }

  run(...command: string[]) {
    return this.runWith({}, ...command);
  }

  runWith(environment: Record<string, string>, ...command: string[]) {
    const env = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin', ...environment };
    const enter = ['--target', String(this.pid), '--all', ...command];
    const { status, stdout, stderr } = spawnSync('nsenter', enter, { env, encoding: 'utf8' });
    return { status, output: stdout + stderr };
  }

  /** What the container of a cache's pod runs. */
  enterNode(action: string, parameters: Record<string, string> = {}) {
    const scripts = SCRIPTS.flatMap((name) => [name, source(name)]);
    const environment = { NAMESERVERS: '169.254.20.10 10.96.0.10', RESTART_SECONDS: '20', ...parameters };
    const all = { ...environment, PARAMETERS: Object.keys(environment).join(' ') };
    return this.runWith(all, 'sh', '-c', source('enter-node.sh'), 'enter-node.sh', action, ...scripts);
  }

  write(path: string, text: string) {
    execFileSync('nsenter', ['--target', String(this.pid), '--all', 'sh', '-c', 'cat > "$0"', path], { input: text });
  }

  read(path: string) {
    return this.run('cat', path).output;
  }

  property(name: string, unit = 'kubelet') {
    return this.run('systemctl', 'show', '--value', `--property=${name}`, unit).output.trim();
  }

  /** Ends a first process, and with it all others. */
  stop() {
    this.process?.kill('SIGKILL');
    rmSync(this.units, { recursive: true });
  }
}

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'vitest';
import { WORK_TREE } from '../harness/machine';

/** The awks of this machine, by name. */
export const AWKS = [['mawk'], ['gawk'], ['gawk', '--posix'], ['original-awk'], ['busybox', 'awk']]
  .filter(([program]) => spawnSync('which', [program]).status === 0)
  .map((awk) => [awk.join(' '), awk] as const);

/** Runs one of the node's awk programs as kubelet.sh does. */
export class Editor {
  private readonly program: string;

  constructor(
    name: string,
    private readonly variables: Record<string, string> = {},
  ) {
    this.program = join(WORK_TREE, 'src/kubelet', name);
  }

  run([awk, ...more]: string[], action: string, text: string, to = '') {
    const variables = { action, file: 'it', to, ...this.variables };
    const args = Object.entries(variables).flatMap(([name, value]) => ['-v', `${name}=${value}`]);
    const environment = { ...process.env, LC_ALL: 'C' };
    return spawnSync(awk, [...more, ...args, '-f', this.program], {
      input: `${text}x`,
      encoding: 'utf8',
      env: environment,
    });
  }

  edit(awk: string[], action: string, text: string, to?: string): string {
    const { status, stdout, stderr } = this.run(awk, action, text, to);
    expect([status, stderr]).toEqual([0, '']);
    return stdout;
  }

  refused(awk: string[], text: string, reason: string) {
    const { status, stdout, stderr } = this.run(awk, 'set', text, '169.254.20.10');
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain('kubelet: it: ');
    expect(stderr).toContain(reason);
  }
}

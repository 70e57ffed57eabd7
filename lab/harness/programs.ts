import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cached, key, keyOfFiles } from './cache';

const SOURCES = join(__dirname, '..', 'programs');

/** The programs that each Go module of `lab/programs` builds. One command builds an entry. */
const BUILDS = {
  'coredns-node-cache': { module: 'dns', packages: ['./cmd/coredns-node-cache'], programs: ['coredns-node-cache'] },
  'coredns-cluster': { module: 'dns', packages: ['./cmd/coredns-cluster'], programs: ['coredns-cluster'] },
  'node-cache': { module: 'dns', packages: ['./cmd/node-cache'], programs: ['node-cache'] },
  'go-text': { module: 'text', packages: ['./cmd/go-text'], programs: ['go-text'] },
  'read-yaml': { module: 'text', packages: ['./cmd/read-yaml'], programs: ['read-yaml'] },
  containerd: {
    module: 'containerd',
    packages: ['tool'],
    programs: ['containerd', 'containerd-shim-runc-v2', 'ctr'],
  },
  kubernetes: {
    module: 'kubernetes',
    packages: ['tool'],
    programs: ['kube-apiserver', 'kube-controller-manager', 'kube-proxy', 'kube-scheduler', 'kubectl', 'kubelet'],
  },
} as const;

export type BuildName = keyof typeof BUILDS;
export type ProgramName = (typeof BUILDS)[BuildName]['programs'][number];
export const BUILD_NAMES = Object.keys(BUILDS) as BuildName[];

/** The path of a program. Builds it with Go unless the cache has it; the first build of Kubernetes takes minutes. */
export async function program(name: ProgramName): Promise<string> {
  const found = BUILD_NAMES.find((build) => (BUILDS[build].programs as readonly string[]).includes(name));
  return join(await build(found as BuildName), name);
}

/** The directory with the programs of one build. */
export async function build(name: BuildName): Promise<string> {
  const { module, packages } = BUILDS[name];
  const source = join(SOURCES, module);
  const flags = ['-trimpath', '-ldflags', `-s -w ${kubernetesVersion(source)}`];
  const sourceKey = key(keyOfFiles(source, ['go.mod', 'go.sum', '.go']), ...flags, ...packages);
  const output = join(cached('programs'), `${name}-${sourceKey}`);

  // Test files run in parallel. The first one builds under the lock; the others wait and find the result.
  const buildOnce = `[ -d "$OUT" ] || {
    rm -rf "$OUT.new" && go build -o "$OUT.new/" "$@" && mv "$OUT.new" "$OUT"
  }`;
  await promisify(execFile)('flock', [`${output}.lock`, 'sh', '-c', buildOnce, 'build', ...flags, ...packages], {
    cwd: source,
    env: { ...process.env, CGO_ENABLED: '0', OUT: output },
    maxBuffer: 64 << 20,
  });
  return output;
}

/** Without these flags the programs of Kubernetes call themselves v0.0.0. */
function kubernetesVersion(module: string): string {
  const goMod = readFileSync(join(module, 'go.mod'), 'utf8');
  const [, version, major, minor] = /^\s*(?:require )?k8s\.io\/kubernetes (v(\d+)\.(\d+)\.\d+)/m.exec(goMod) ?? [];
  const values = { gitVersion: version, gitMajor: major, gitMinor: minor, gitTreeState: 'clean' };
  return version
    ? Object.entries(values)
        .map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`)
        .join(' ')
    : '';
}

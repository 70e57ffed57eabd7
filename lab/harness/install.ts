import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart, Testing } from 'cdk8s';
import { parseAllDocuments, stringify } from 'yaml';
import { NodeLocalDnsCache, type NodeLocalDnsCacheProps } from '../../src';
import { IMAGES } from './images';
import { field, kubectl, kubectlWith, tryKubectl } from './kubectl';
import { WORK_TREE } from './machine';
import { ctr } from './node';
import { linkExists } from './node-cache-process';
import { PATIENCE, sh, until } from './process';

const SYSTEM = ['--namespace=kube-system'];
const PODS = ['--selector=k8s-app=node-local-dns'];
const ALL_PODS = ['--selector=k8s-app in (node-local-dns,node-local-dns-b)'];

/** The manifest of an example of this repository. */
export function example(name: string): string {
  const directory = join(WORK_TREE, 'examples', name);
  const tsx = join(WORK_TREE, 'node_modules/.bin/tsx');
  execFileSync(tsx, ['--tsconfig', '../tsconfig.json', 'main.ts'], { cwd: directory });
  const dist = join(directory, 'dist');
  return readdirSync(dist)
    .map((file) => readFileSync(join(dist, file), 'utf8'))
    .join('---\n');
}

/** The manifest that the construct writes for some props, with the patches of a user. */
export function synthesized(props: NodeLocalDnsCacheProps, patch?: (cache: NodeLocalDnsCache) => void): string {
  const chart = new Chart(new App(), 'node-local-dns');
  const cache = new NodeLocalDnsCache(chart, 'nld', props);
  patch?.(cache);
  return toYaml(Testing.synth(chart));
}

export function toYaml(objects: object[]): string {
  return objects.map((object) => stringify(object)).join('---\n');
}

// biome-ignore lint/suspicious/noExplicitAny: tests read fields of manifests, and fail on a missing one
export function objectsOf(manifest: string): any[] {
  return parseAllDocuments(manifest).map((document) => document.toJS());
}

/** The image of a manifest's cache. */
export function imageOf(manifest: string): string {
  const daemonSet = objectsOf(manifest).find(({ kind }) => kind === 'DaemonSet');
  return daemonSet.spec.template.spec.containers[0].image;
}

/** The name by which containerd looks for an image: with its registry, and without its tag if it has a digest. */
function nameOnNode(image: string): string {
  return (image.includes('/') ? image : `docker.io/library/${image}`).replace(/:[^:/@]+@/, '@');
}

/** Makes the image under the name that the manifest has for it, and applies the manifest. */
export async function apply(manifest: string): Promise<string> {
  const daemonSet = objectsOf(manifest).find(({ kind }) => kind === 'DaemonSet');
  const { containers = [], initContainers = [] } = daemonSet?.spec.template.spec ?? {};
  for (const { image } of [...containers, ...initContainers]) {
    const made = image.includes('busybox') ? IMAGES.client : IMAGES.nodeCache;
    await ctr('images', 'tag', '--force', made, nameOnNode(image));
  }
  return kubectlWith(manifest, 'apply', '--server-side', '--force-conflicts');
}

/** Applies a manifest and waits until its cache serves. */
export async function install(manifest: string) {
  await apply(manifest);
  await rolledOut();
  for (const { kind, metadata } of objectsOf(manifest)) {
    if (kind === 'DaemonSet') await kubectl(...SYSTEM, 'rollout', 'status', `daemonset/${metadata.name}`);
  }
}

/** Waits until the cache's pod is Ready and up to date. If a process ends meanwhile, the error has its output. */
export async function rolledOut(seconds = 60) {
  const status = () => tryKubectl(...SYSTEM, 'rollout', 'status', 'daemonset/node-local-dns', '--timeout=1s');
  const end = Date.now() + seconds * PATIENCE * 1000;
  while (!(await status()).ok) {
    const restarts = await field('.items[*].status.containerStatuses[*].restartCount', ...SYSTEM, 'pods', ...PODS);
    const crashed = restarts.split(' ').some((count) => Number(count) > 0);
    if (!crashed && Date.now() < end) continue;
    throw new Error(crashed ? `node-cache ended:\n${containerLogs()}` : `node-cache is not Ready after ${seconds} s`);
  }
}

/** The logs of a container of the cache, from the node's files: kubectl shows no container that was just replaced. */
export function containerLogs(container = 'node-cache'): string {
  return sh('sh', ['-c', 'cat /var/log/pods/kube-system_node-local-dns*/"$0"/*.log || :', container]);
}

/** The process ids of the caches on this machine. */
export function nodeCachePids(): number[] {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && nameOf(pid) === 'node-cache')
    .map(Number);
}

/** The name of a process; undefined if it has ended. */
function nameOf(pid: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** Deletes the objects of a manifest with `kubectl delete`. */
async function deleteObjects(manifest: string) {
  await kubectlWith(manifest, 'delete', '--ignore-not-found', '--wait');
  const pods = () => kubectl(...SYSTEM, 'get', 'pods', ...ALL_PODS, '--output=name');
  await until('the pod is gone', async () => (await pods()) === '', { seconds: 60 });
}

/** Deletes the objects of a manifest, and waits until the cache has cleaned the node up. */
export async function remove(manifest: string) {
  await deleteObjects(manifest);
  await until('the interface is gone', () => !linkExists('nodelocaldns'), { seconds: 10 });
}

/** Deletes the objects of a manifest and cleans the node up, after a cache that crashed and so cleaned nothing up. */
export async function removeCrashed(manifest: string) {
  await deleteObjects(manifest);
  if (linkExists('nodelocaldns')) sh('ip', ['link', 'delete', 'nodelocaldns']);
}

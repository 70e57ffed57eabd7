import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart, Testing } from 'cdk8s';
import { parseAllDocuments, stringify } from 'yaml';
import { NodeLocalDnsCache, type NodeLocalDnsCacheProps } from '../../../src';
import { IMAGES } from './images';
import { kubectl, kubectlWith } from './kubectl';
import { WORK_TREE } from './machine';
import { ctr } from './node';
import { linkExists } from './node-cache-process';
import { until } from './process';

/** What an example of this repository writes. */
export function example(name: string): string {
  const directory = join(WORK_TREE, 'examples', name);
  const tsx = join(WORK_TREE, 'node_modules/.bin/tsx');
  execFileSync(tsx, ['--tsconfig', '../tsconfig.json', 'main.ts'], { cwd: directory });
  const dist = join(directory, 'dist');
  return readdirSync(dist)
    .map((file) => readFileSync(join(dist, file), 'utf8'))
    .join('---\n');
}

/** What the construct writes for some props. */
export function synthesized(props: NodeLocalDnsCacheProps): string {
  const chart = new Chart(new App(), 'node-local-dns');
  new NodeLocalDnsCache(chart, 'nld', props);
  return toYaml(Testing.synth(chart));
}

export function toYaml(objects: object[]): string {
  return objects.map((object) => stringify(object)).join('---\n');
}

// biome-ignore lint/suspicious/noExplicitAny: manifests are looked into by tests, which fail on a missing field
export function objectsOf(manifest: string): any[] {
  return parseAllDocuments(manifest).map((document) => document.toJS());
}

/** Applies a manifest, whose image the lab makes under the name that the manifest has for it. */
export async function apply(manifest: string): Promise<string> {
  const daemonSet = objectsOf(manifest).find(({ kind }) => kind === 'DaemonSet');
  const images = daemonSet
    ? daemonSet.spec.template.spec.containers.map((container: { image: string }) => container.image)
    : [];
  for (const image of images) await ctr('images', 'tag', '--force', IMAGES.nodeCache, image);
  return kubectlWith(manifest, 'apply', '--server-side', '--force-conflicts');
}

/** Applies a manifest and waits until its cache serves. */
export async function install(manifest: string) {
  await apply(manifest);
  await rolledOut();
}

export async function rolledOut(seconds = 60) {
  await kubectl('--namespace=kube-system', 'rollout', 'status', 'daemonset/node-local-dns', `--timeout=${seconds}s`);
}

/** Deletes what a manifest made, as `kubectl delete` does it, and waits until the node is as it was. */
export async function remove(manifest: string) {
  await kubectlWith(manifest, 'delete', '--ignore-not-found', '--wait');
  const pods = () =>
    kubectl('--namespace=kube-system', 'get', 'pods', '--selector=k8s-app=node-local-dns', '--output=name');
  await until('the pod is gone', async () => (await pods()) === '', { seconds: 60 });
  await until('the interface is gone', () => !linkExists('nodelocaldns'), { seconds: 10 });
}

import { field, kubectl } from '../harness/kubectl';
import { PATIENCE, sh, until } from '../harness/process';

/** Selects all DaemonSets of a cache: REDUNDANT has two. */
const ALL = ['--namespace=kube-system', '--selector=k8s-app in (node-local-dns, node-local-dns-b)'];

/** The interfaces of the caches. */
export function links(): string[] {
  return [...sh('ip', ['-o', 'link']).matchAll(/ (nodelocaldns|nld-[0-9a-f]+):/g)].map(([, name]) => name);
}

/** Removes the interfaces, which SURGE and REDUNDANT leave behind. */
export function removeLinks() {
  for (const name of links()) sh('ip', ['link', 'delete', name]);
}

/** Waits until every DaemonSet of the cache has all its pods, whatever happened to them before. */
export async function rolledOutAgain() {
  await kubectl('rollout', 'status', 'daemonset', ...ALL, `--timeout=${100 * PATIENCE}s`);
  const ending = () => field('.items[*].metadata.deletionTimestamp', 'pods', ...ALL);
  await until('the old pods are gone', async () => (await ending()) === '', { seconds: 60 });
}

/** Replaces the pods. New pods have no back-off from the failures of old ones. */
export async function restart() {
  await kubectl('rollout', 'restart', 'daemonset', ...ALL);
  await rolledOutAgain();
}

/** Whether the kubelet would wait longer after the next end of a container than after its first. */
export async function hasBackOff(): Promise<boolean> {
  return /[1-9]/.test(await field('.items[*].status.containerStatuses[*].restartCount', 'pods', ...ALL));
}

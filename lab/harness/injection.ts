import { App, Chart, type JsonPatch, Testing } from 'cdk8s';
import { NodeLocalDnsInjection, type NodeLocalDnsInjectionProps } from '../../src';
import { cacheOf } from '../../test/helpers';
import { toYaml } from './install';
import { kubectlWith } from './kubectl';
import { until } from './process';

export const LABEL = 'node-local-dns-injection';

/** The options that every way gives to pods. */
export const OPTIONS = { options: ['timeout:2', 'single-request-reopen'] };

/** The objects of a policy; `patches` break it for a test. */
export function injection(props: Partial<NodeLocalDnsInjectionProps> = {}, ...patches: JsonPatch[]): string {
  const chart = new Chart(new App(), 'injection');
  const { policy } = new NodeLocalDnsInjection(chart, 'injection', { cache: cacheOf(), ...OPTIONS, ...props });
  policy.addJsonPatch(...patches);
  return toYaml(Testing.synth(chart));
}

/** Applies a policy, and waits until the API server heeds it. */
export async function putInForce(manifest: string, isInForce: () => Promise<boolean>) {
  await kubectlWith(manifest, 'apply', '--server-side', '--force-conflicts');
  await until('the policy is in force', isInForce);
}

/** A pod that no scheduler places. */
export function unplacedPod(metadata: object, spec: object = {}) {
  const containers = [{ name: 'web', image: 'example.org/web' }];
  const schedulingGates = [{ name: 'example.org/never' }];
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers, schedulingGates, ...spec } };
}

// biome-ignore lint/suspicious/noExplicitAny: an object as the API server returns it
export const dnsOf = ({ spec: { dnsPolicy, dnsConfig } }: any) => ({ dnsPolicy, dnsConfig });

/** The DNS settings that the API server would give a new pod. */
export async function dryRun(namespace: string, spec: object = {}) {
  const manifest = toYaml([unplacedPod({ namespace, generateName: 'dry-run-' }, spec)]);
  return dnsOf(JSON.parse(await kubectlWith(manifest, 'create', '--dry-run=server', '--output=json')));
}

export async function isInjected(namespace: string, spec?: object): Promise<boolean> {
  return (await dryRun(namespace, spec)).dnsPolicy === 'None';
}

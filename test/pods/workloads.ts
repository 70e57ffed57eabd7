import { cacheOf } from '../helpers';

export const containers = [{ name: 'web', image: 'web' }];
/** What pods of the namespace `shop` are told. */
export const EXPECTED = cacheOf().podDnsConfig({ namespace: 'shop' });
// biome-ignore lint/suspicious/noExplicitAny: manifests are looked into by tests, which fail on a missing field
type Manifest = any;

const POD_SPECS: Record<string, (object: Manifest) => Manifest> = {
  Pod: (object) => object.spec,
  PodTemplate: (object) => object.template.spec,
  CronJob: (object) => object.spec.jobTemplate.spec.template.spec,
};
export const podSpec = (object: Manifest) => (POD_SPECS[object.kind] ?? (() => object.spec.template.spec))(object);
export const dnsOf = (object: Manifest) => {
  const { dnsPolicy, dnsConfig } = podSpec(object);
  return { dnsPolicy, dnsConfig };
};

/** An object of a kind with a pod, as YAML has it. */
export function workload(apiVersion: string, kind: string, spec: object = {}, metadata: object = {}) {
  const template = { spec: { containers, ...spec } };
  const shapes: Record<string, object> = {
    Pod: template,
    PodTemplate: { template },
    CronJob: { spec: { schedule: '0 0 * * *', jobTemplate: { spec: { template } } } },
  };
  return {
    apiVersion,
    kind,
    metadata: { name: kind.toLowerCase(), ...metadata },
    ...(shapes[kind] ?? { spec: { template } }),
  };
}

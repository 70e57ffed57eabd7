import { checkCacheVersion } from '../corefile/cache';
import { checkDirectives, checkTls, checkUpstreams } from '../corefile/check';
import { MANAGED, MANAGED_IN_OUR_BLOCKS, zoneOfKey } from '../corefile/extra';
import { estimatedMemory } from '../corefile/memory';
import { writeCorefile } from '../corefile/writer';
import { METRICS_ZONE, nodeCacheCorefile, REVERSE_ZONES } from '../corefile/zones';
import type { Upstream } from '../input/address';
import type { Problems } from '../input/problems';
import { Metrics } from '../options/metrics';
import { instancesOf, PORTS } from './instances';
import { podLabels } from './labels';
import { configMap } from './manifests/config-map';
import type { Settings } from './settings';

type Check = (prop: string, got: unknown, check: () => void) => void;

/** The checks of values that are right by themselves and wrong together. */
export function checkRelations(settings: Settings, problems: Problems) {
  const check: Check = (prop, got, body) => problems.read(prop, got, body);
  checkAddresses(settings, problems);
  checkAvailability(settings, problems);
  checkPorts(settings, problems);
  checkNames(settings, problems);
  checkUpstreamSelector(settings, problems);
  checkZones(settings, problems);
  checkLabels(settings, problems);
  checkForwards(settings, check);
  checkPlugins(settings, check);
  checkMemory(settings, problems);
  checkSize(settings, problems);
  check('cache', settings.cache.cluster.block, () => checkCacheVersion(settings.cache, settings.version));
}

function checkAddresses({ localIp, clusterDnsIp }: Settings, problems: Problems) {
  if (localIp.family !== clusterDnsIp.family) {
    problems.add(
      'localIp',
      localIp.text,
      `is ${localIp.family}, the kube-dns IP ${clusterDnsIp.text} is ${clusterDnsIp.family}, and one cache serves one family`,
      'write both in one family; a dual-stack cluster is served by the family of its kube-dns IP',
    );
  }
  if (localIp.text === clusterDnsIp.text) {
    problems.add(
      'localIp',
      localIp.text,
      'is the kube-dns IP, so nothing would reach the cluster DNS',
      'write an address that nothing else has, such as 169.254.20.10',
    );
  }
}

/** What an availability decides by itself. */
function checkAvailability({ availability, updateStrategy, setupMetricsPort }: Settings, problems: Problems) {
  if (!availability.surges) return;
  const fix = 'leave it out, or use Availability.FAIL_OPEN';
  if (updateStrategy) {
    const reason = `contradicts the availability ${availability.name}, whose new pod serves before the old one stops`;
    problems.add('updateStrategy', updateStrategy, reason, fix);
  }
  if (setupMetricsPort) {
    const reason = `would be that of the old and the new cache, which overlap with the availability ${availability.name}`;
    problems.add('setupMetricsPort', setupMetricsPort, reason, `${fix}; metricsPort shows the same`);
  }
}

/** What nodes listen on before there is a cache; those of the control plane have one too. */
const NODE_PORTS: Record<string, number[]> = {
  DNS: [53],
  'the kubelet': [10248, 10250, 10255],
  'kube-proxy': [10249, 10256],
  'kube-apiserver': [6443],
  etcd: [2379, 2380, 2381],
  'kube-controller-manager': [10257],
  'kube-scheduler': [10259],
  ssh: [22],
};

function checkPorts(settings: Settings, problems: Problems) {
  const owners = new Map<number, string>(
    Object.entries(NODE_PORTS).flatMap(([who, ports]) => ports.map((port) => [port, `a port of ${who}`])),
  );
  for (const instance of instancesOf(settings)) {
    for (const prop of PORTS) {
      const [own, port] = [settings[prop], instance[prop]];
      if (port === undefined) continue;
      const owner = port > 65535 ? 'no port' : owners.get(port);
      const reason = port === own ? `is ${owner}` : `is followed by ${owner}, and the second cache takes the next one`;
      if (owner) problems.add(prop, own, reason, 'write a port that the nodes have free');
      else owners.set(port, `the port of ${prop}`);
    }
  }
}

/** What a cluster has from the start; an object of ours by that name would replace it. */
const CLUSTERS_OWN = [
  'cluster-info',
  'coredns',
  'default',
  'extension-apiserver-authentication',
  'kube-dns',
  'kube-proxy',
  'kubeadm-config',
  'kubelet-config',
  'kubernetes',
];

function checkNames(settings: Settings, problems: Problems) {
  const { name, upstreamServiceName } = settings;
  for (const [prop, value] of Object.entries({ name, upstreamServiceName })) {
    if (CLUSTERS_OWN.includes(value)) {
      problems.add(prop, value, "is the name of one of the cluster's own objects", 'write another name');
    }
  }
  for (const { name: service } of instancesOf(settings)) {
    if (upstreamServiceName === service) {
      problems.add('upstreamServiceName', upstreamServiceName, "is the metrics Service's name", 'write another name');
    }
    if (service.length > 63) {
      problems.add('name', name, `leaves no room for ${service}, the second cache's`, 'write 61 characters at most');
    }
  }
}

function checkUpstreamSelector(settings: Settings, problems: Problems) {
  const { upstreamSelector } = settings;
  const fix = "write the labels of the cluster's DNS pods";
  const selected = Object.entries(upstreamSelector);
  const isSelected = (labels: Record<string, string>) =>
    selected.every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value);
  if (selected.length === 0) problems.add('upstreamSelector', upstreamSelector, 'selects no pods', fix);
  else if (instancesOf(settings).map(podLabels).some(isSelected)) {
    problems.add('upstreamSelector', upstreamSelector, "selects the cache's own pods, so a query would loop", fix);
  }
}

/** CoreDNS refuses a zone that is served twice; node-cache then does not start. */
function checkZones(settings: Settings, problems: Problems) {
  const [clusterDomain, ...additional] = settings.clusterDomains;
  const served = new Map<string, string>([
    ['.', 'the root zone'],
    ...REVERSE_ZONES.map((zone) => [zone, 'the reverse zones'] as [string, string]),
    ...(settings.metrics === Metrics.LIGHT ? [[METRICS_ZONE, 'the metrics'] as [string, string]] : []),
  ]);
  const serve = (prop: string, zone: string) => {
    const by = served.get(zone);
    if (by) problems.add(prop, zone, `is served already, by ${by}`, 'leave one of the two out');
    else served.set(zone, prop);
  };
  serve('clusterDomain', clusterDomain);
  for (const zone of additional) serve('additionalClusterDomains', zone);
  for (const zone of settings.stubDomains.keys()) serve('stubDomains', zone);
  for (const { keys } of settings.extraServerBlocks) {
    for (const key of keys) serve('extraServerBlocks', zoneOfKey(key));
  }
}

/** The label by which the Service and the DaemonSet find the pods, and the kube-dns Service's selector. */
function checkLabels(settings: Settings, problems: Problems) {
  for (const prop of ['labels', 'podLabels'] as const) {
    if ('k8s-app' in settings[prop]) {
      problems.add(prop, settings[prop], 'sets k8s-app, which selects the pods', 'use the prop name to change it');
    }
  }
}

/** What a ConfigMap holds: its data's keys and values (1 MiB), here as JSON, with the scripts that it carries. */
const MAX_CONFIG_MAP_BYTES = 1024 ** 2;

function checkSize(settings: Settings, problems: Problems) {
  const bytes = Buffer.byteLength(JSON.stringify(configMap(settings, writeCorefile(nodeCacheCorefile(settings)))));
  if (bytes <= MAX_CONFIG_MAP_BYTES) return;
  problems.add(
    'hostRecords',
    `${settings.hostRecords.length} characters`,
    `make a ConfigMap of ${bytes} bytes with the Corefile and the scripts, and one holds ${MAX_CONFIG_MAP_BYTES}`,
    'serve them with a DNS server and a stub domain',
  );
}

/** A cache that the kernel kills leaves the node without DNS (kubernetes/dns#438). */
function checkMemory(settings: Settings, problems: Problems) {
  const limit = settings.resources.limits.memory;
  if (!limit) return;
  const needed = estimatedMemory(nodeCacheCorefile(settings)).toMebibytes();
  if (limit.amount < needed * 1024 ** 2) {
    problems.add(
      'resources',
      { limits: { memory: limit.text } },
      `is less memory than the ${needed}Mi that full caches take`,
      `raise the limit to ${needed}Mi or more, leave it out, or keep fewer answers by the prop cache`,
    );
  }
}

function checkForwards(settings: Settings, check: Check) {
  const { upstreamServers, stubDomains, bound } = settings;
  const texts = (upstreams: readonly Upstream[]) => upstreams.map(({ address }) => address.text);
  if (upstreamServers.length > 0) {
    check('upstreamServers', texts(upstreamServers), () => {
      checkUpstreams(upstreamServers, bound);
      checkTls(upstreamServers, settings.forceTcpToUpstream);
    });
  }
  for (const [zone, servers] of stubDomains) {
    check('stubDomains', { [zone]: texts(servers) }, () => checkUpstreams(servers, bound));
  }
}

function checkPlugins({ version, bound, extraPlugins, extraServerBlocks }: Settings, check: Check) {
  const names = extraPlugins.map(({ name }) => name);
  check('extraPlugins', names, () => checkDirectives(extraPlugins, { version, bound, managed: MANAGED_IN_OUR_BLOCKS }));
  for (const { keys, directives } of extraServerBlocks) {
    check('extraServerBlocks', keys.join(' '), () => checkDirectives(directives, { version, bound, managed: MANAGED }));
  }
}

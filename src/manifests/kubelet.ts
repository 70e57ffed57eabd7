import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { k8s } from 'cdk8s-plus-28';
import type { KubeletSettings } from '../kubelet/settings';
import type { Settings } from '../settings';

const ENTER = 'enter-node.sh';
const DIRECTORY = '/etc/kubelet-patch';
/** Where the scripts are on a node, as enter-node.sh has it. */
const ON_NODE = '/var/lib/node-local-dns';

/** What `kubelet` adds to the ConfigMap: the scripts that work on the node. */
export function kubeletData({ kubelet }: Settings): Record<string, string> {
  return kubelet ? Object.fromEntries([ENTER, ...kubelet.scripts].map((script) => [script, read(script)])) : {};
}

/** The same work as one script, for a node's start-up data: the scripts as they are, and their parameters. */
export function kubeletScript({ kubelet }: Settings): string | undefined {
  if (!kubelet) return undefined;
  const files = kubelet.scripts.map(
    (script) => `cat > '${script}' << 'END OF ${script}'\n${read(script)}END OF ${script}\n`,
  );
  const parameters = Object.entries(kubelet.parameters).map(
    ([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'\n`,
  );
  return [
    "#!/bin/sh\n# Gives the address of NodeLocal DNSCache to this node's kubelet, which must be up.\nset -eu\n",
    `mkdir -p ${ON_NODE}\ncd ${ON_NODE}\n`,
    ...files,
    ...parameters,
    `exec sh ${ON_NODE}/kubelet.sh patch\n`,
  ].join('');
}

function read(script: string): string {
  return readFileSync(join(__dirname, '../node-scripts', script), 'utf8');
}

/** What it adds to the pod. */
export function kubeletPod(settings: Settings) {
  const { kubelet, name } = settings;
  if (!kubelet) return { initContainers: [], volumes: [] };
  const items = [ENTER, ...kubelet.scripts].map((script) => ({ key: script, path: script }));
  return {
    initContainers: [container(kubelet, settings)],
    volumes: [
      { name: 'kubelet-patch', configMap: { name, items } },
      { name: 'host-proc', hostPath: { path: '/proc', type: 'Directory' } },
    ],
  };
}

/** What the manifest says to who reads it, where no pod will use the cache. */
export function kubeletWarning({ proxyMode, kubelet, localIp }: Settings): Record<string, string> {
  if (proxyMode.servesClusterDnsIp || kubelet) return {};
  const warning = `no pod uses the cache unless its kubelet or its dnsConfig names ${localIp.text}: see the prop kubelet`;
  return { 'cdk8s-node-local-dns/warning': warning };
}

function container(kubelet: KubeletSettings, settings: Settings): k8s.Container {
  const { parameters } = kubelet;
  const env = { ...parameters, CACHE_HEALTH: cacheHealth(kubelet, settings) };
  return {
    name: 'kubelet-patch',
    image: kubelet.image,
    command: ['/bin/sh', `${DIRECTORY}/${ENTER}`, 'patch'],
    env: Object.entries({ ...env, PARAMETERS: Object.keys(env).join(' ') }).map(([name, value]) => ({ name, value })),
    resources: { requests: { cpu: k8s.Quantity.fromString('1m'), memory: k8s.Quantity.fromString('5Mi') } },
    // To enter the node's namespaces.
    securityContext: { privileged: true },
    terminationMessagePolicy: 'FallbackToLogsOnError',
    volumeMounts: [
      { name: 'kubelet-patch', mountPath: DIRECTORY, readOnly: true },
      { name: 'host-proc', mountPath: '/host/proc', readOnly: true },
    ],
  };
}

/** What to wait for: nothing where the local IP answers without the cache, by the rules that are set before. */
function cacheHealth({ waitForCache }: KubeletSettings, settings: Settings): string {
  const { localIp, healthPort, availability, proxyMode } = settings;
  if (!waitForCache || (availability.failsOpen && !proxyMode.servesClusterDnsIp)) return '';
  return `http://${localIp.family === 'IPv6' ? `[${localIp.text}]` : localIp.text}:${healthPort}/health`;
}

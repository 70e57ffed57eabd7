import type { k8s } from 'cdk8s-plus-28';
import type { Settings } from '../cache/settings';
import { hostPort } from '../input/address';
import type { Part } from '../kubernetes/part';
import { literal, readScript } from '../kubernetes/scripts';
import { enterNode, HOST_PROC, NODE_SCRIPTS } from './enter-node';
import type { KubeletSettings } from './settings';

/** The directory of the scripts on a node; enter-node.sh has the same one. */
const ON_NODE = '/var/lib/node-local-dns';

/** The part of a cache with the prop `kubelet`: an init container that works on the node. */
export function kubeletPart(settings: Settings): Part {
  const { kubelet } = settings;
  return kubelet ? { initContainers: [container(kubelet, settings)], volumes: [HOST_PROC] } : {};
}

/**
 * The same work as a single script, for a node's start-up data. The script writes the node's scripts, and runs them.
 */
export function kubeletScript({ kubelet }: Settings): string | undefined {
  if (!kubelet) return undefined;
  const files = NODE_SCRIPTS.map(
    (script) => `cat > '${script}' << 'END OF ${script}'\n${readScript(`kubelet/${script}`)}END OF ${script}\n`,
  );
  const parameters = Object.entries(kubelet.parameters).map(
    ([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'\n`,
  );
  return [
    "#!/bin/sh\n# Gives the address of NodeLocal DNSCache to this node's kubelet, which must be up.\nset -eu\numask 077\n",
    `mkdir -p ${ON_NODE}\ncd ${ON_NODE}\n`,
    ...files,
    ...parameters,
    `exec sh ${ON_NODE}/kubelet.sh patch\n`,
  ].join('');
}

function container(kubelet: KubeletSettings, settings: Settings): k8s.Container {
  const { parameters } = kubelet;
  const env = { ...parameters, CACHE_HEALTH: cacheHealth(kubelet, settings) };
  return {
    ...enterNode('kubelet-patch', 'patch', kubelet.image),
    env: Object.entries({ ...env, PARAMETERS: Object.keys(env).join(' ') }).map(([name, value]) => ({
      name,
      value: literal(value),
    })),
  };
}

/** The URL to wait for. It is empty where the local IP answers without the cache, by rules that are set before. */
function cacheHealth({ waitForCache }: KubeletSettings, settings: Settings): string {
  const { healthIp, healthPort, availability, mode } = settings;
  if (!waitForCache || (availability.failsOpen && mode.redirects)) return '';
  return `http://${hostPort(healthIp, healthPort)}/health`;
}

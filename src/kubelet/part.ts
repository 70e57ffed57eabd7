import type { k8s } from 'cdk8s-plus-28';
import type { Settings } from '../cache/settings';
import { hostPort } from '../input/address';
import type { Part } from '../kubernetes/part';
import { readScript, scriptData } from '../kubernetes/scripts';
import { ENTER_NODE, enterNode, HOST_PROC } from './enter-node';
import type { KubeletSettings } from './settings';

const NAME = 'kubelet-patch';
/** Where the scripts are on a node, as enter-node.sh has it. */
const ON_NODE = '/var/lib/node-local-dns';

/** What `kubelet` adds to a cache: an init container that works on the node, and its scripts. */
export function kubeletPart(settings: Settings): Part {
  const { kubelet, name } = settings;
  if (!kubelet) return {};
  const scripts = [ENTER_NODE, ...kubelet.scripts];
  const items = scripts.map((script) => ({ key: script, path: script }));
  return {
    data: scriptData(scripts.map((script) => `kubelet/${script}`)),
    initContainers: [container(kubelet, settings)],
    volumes: [{ name: NAME, configMap: { name, items } }, HOST_PROC],
  };
}

/** The same work as one script, for a node's start-up data: the scripts as they are, and their parameters. */
export function kubeletScript({ kubelet }: Settings): string | undefined {
  if (!kubelet) return undefined;
  const files = kubelet.scripts.map(
    (script) => `cat > '${script}' << 'END OF ${script}'\n${readScript(`kubelet/${script}`)}END OF ${script}\n`,
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

function container(kubelet: KubeletSettings, settings: Settings): k8s.Container {
  const { parameters } = kubelet;
  const env = { ...parameters, CACHE_HEALTH: cacheHealth(kubelet, settings) };
  return {
    ...enterNode(NAME, 'patch', kubelet.image, { name: NAME, mountPath: `/etc/${NAME}`, readOnly: true }),
    env: Object.entries({ ...env, PARAMETERS: Object.keys(env).join(' ') }).map(([name, value]) => ({
      name,
      // Kubernetes would put other variables in place of $(NAME), and $ in that of $$.
      value: value.replaceAll('$', '$$$$'),
    })),
  };
}

/** What to wait for: nothing where the local IP answers without the cache, by the rules that are set before. */
function cacheHealth({ waitForCache }: KubeletSettings, settings: Settings): string {
  const { healthIp, healthPort, availability, mode } = settings;
  if (!waitForCache || (availability.failsOpen && mode.redirects)) return '';
  return `http://${hostPort(healthIp, healthPort)}/health`;
}

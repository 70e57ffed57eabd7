import { Duration } from 'cdk8s';
import { parseImageReference } from '../image/reference';
import { parsePort, parseUnicastAddress } from '../input/address';
import { Fault, located } from '../input/problems';
import { checkKeys } from '../input/suggestion';
import { isMap, parseBoolean, parseList, parseText } from '../input/values';
import type { KubeletDropInOptions, KubeletEnvironmentFileOptions, KubeletPatchOptions } from './patch';

type Options = Partial<KubeletEnvironmentFileOptions & KubeletDropInOptions>;
type Read = <K extends keyof Options, T>(option: K, standard: Options[K], parse: (value: unknown) => T) => T;

/** What the kinds have for themselves: the parameters of kubelet.sh that say where the nameservers are. */
const PLACES = {
  configFile: (read: Read) => ({
    KIND: 'config-file',
    FILE: read('path', '/var/lib/kubelet/config.yaml', parsePath),
  }),
  environmentFile: (read: Read) => ({
    KIND: 'environment-file',
    FILE: read('path', undefined, parsePath),
    VARIABLE: read('variable', undefined, parseVariable),
  }),
  // A configuration file that may not be there yet. It comes after the others, and so wins.
  dropIn: (read: Read) => {
    const directory = read('directory', '/etc/kubernetes/kubelet.conf.d', parsePath);
    return { KIND: 'config-file', FILE: `${directory}/99-node-local-dns.conf`, CONFIG_DIR: directory };
  },
};
export type KubeletKind = keyof typeof PLACES;

/** A shell, and the programs to enter a node with. */
export const DEFAULT_TOOLS_IMAGE = 'busybox:1.37.0';

/** A checked KubeletPatch. */
export interface KubeletSettings {
  readonly image: string;
  readonly waitForCache: boolean;
  /** The scripts that change a node. */
  readonly scripts: readonly string[];
  /** The parameters of kubelet.sh. */
  readonly parameters: Record<string, string>;
}

export function parseKubeletPatch(
  kind: KubeletKind,
  options: KubeletPatchOptions,
  localIp: string,
  clusterDnsIp: string,
): KubeletSettings {
  if (!isMap(options)) throw new Fault('has no options', "write KubeletPatch.configFile({ path: '/...' }), say");
  const known: string[] = [];
  const read: Read = (option, standard, parse) => {
    known.push(option);
    return located(option, () => parse((options as Options)[option] ?? standard));
  };
  const fallback = read('fallback', true, parseBoolean);
  if (options.fallback != null && options.nameservers != null) {
    throw new Fault('has fallback and nameservers, which say the same', 'leave one of the two out');
  }
  const place = PLACES[kind](read);
  const settings = {
    image: read('image', DEFAULT_TOOLS_IMAGE, parseImageReference).text,
    waitForCache: read('waitForCache', true, parseBoolean),
    scripts: ['kubelet.sh', `${place.KIND}.awk`],
    parameters: {
      ...place,
      SERVICE: read('service', 'kubelet', parseService),
      RESTART_COMMAND: read('restartCommand', '', parseLine),
      RESTART_SECONDS: read('restartTimeout', Duration.minutes(1), parseSeconds),
      HEALTHZ: `http://127.0.0.1:${read('healthzPort', 10248, parsePort)}/healthz`,
      NAMESERVERS: read('nameservers', fallback ? [localIp, clusterDnsIp] : [localIp], parseNameservers(localIp)),
      CACHE_SECONDS: read('cacheTimeout', Duration.minutes(5), parseSeconds),
    },
  };
  checkKeys(options, known, 'option of a KubeletPatch');
  return settings;
}

function parseNameservers(localIp: string): (value: unknown) => string {
  return (value) => {
    const nameservers = parseList((address) => parseUnicastAddress(address).text)(value);
    if (nameservers[0] !== localIp) throw new Fault('do not begin with the local IP', `write ${localIp} first`);
    if (nameservers.length > 3) throw new Fault('are more than a pod can have', 'write 3 at most');
    if (new Set(nameservers).size < nameservers.length) throw new Fault('have an address twice', 'write it once');
    return nameservers.join(' ');
  };
}

function parseLine(value: unknown): string {
  const line = parseText(value);
  if (/\p{Cc}/u.test(line)) throw new Fault('has a line break or another control character', 'write one line');
  return line;
}

function parsePath(value: unknown): string {
  const path = parseLine(value);
  if (!/^(\/[^/]+)+$/.test(path)) {
    throw new Fault('is no absolute path, or ends in a slash', 'write one such as /etc/kubernetes/kubelet');
  }
  return path;
}

function parseVariable(value: unknown): string {
  const name = parseText(value);
  if (!/^[A-Za-z_]\w*$/.test(name)) throw new Fault('is no name of a variable', 'write one such as KUBELET_EXTRA_ARGS');
  return name;
}

function parseService(value: unknown): string {
  const name = parseText(value);
  if (!/^[A-Za-z0-9][A-Za-z0-9:_.@-]*$/.test(name))
    throw new Fault('is no name of a service', 'write one such as kubelet');
  return name;
}

function parseSeconds(value: unknown): string {
  const seconds = value instanceof Duration ? value.toSeconds({ integral: false }) : Number.NaN;
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > 3600) {
    throw new Fault('is no time of whole seconds, an hour at most', 'write one such as Duration.seconds(90)');
  }
  return String(seconds);
}

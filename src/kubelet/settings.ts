import { Duration } from 'cdk8s';
import { defaultImage, TOOLS } from '../image/defaults';
import { parseImageReference } from '../image/reference';
import { type Address, parsePort, parseUnicastAddress } from '../input/address';
import { inert } from '../input/inert';
import { Fault, type Problems } from '../input/problems';
import {
  optional,
  type Parse,
  parseList,
  parseObject,
  rulesFor,
  type Table,
  type Values,
  withDefault,
} from '../input/reader';
import { parseBoolean, parseSeconds, parseString } from '../input/values';
import type { Addresses } from '../modes/mode';
import type {
  KubeletConfigFileOptions,
  KubeletDropInOptions,
  KubeletEnvironmentFileOptions,
  KubeletPatchOptions,
} from './patch';

/** The parameters of kubelet.sh that say where a kubelet's nameservers are. */
interface Place {
  readonly KIND: 'config-file' | 'environment-file' | 'auto';
  readonly FILE: string;
  readonly [name: string]: string;
}

const parseTimeout = parseSeconds(1, 3600);

const OPTIONS = {
  service: withDefault('kubelet', parseService),
  restartCommand: withDefault('', parseLine),
  restartTimeout: withDefault(Duration.minutes(1), parseTimeout),
  healthzPort: withDefault(10248, parsePort),
  nameservers: optional(parseNameservers),
  fallback: optional(parseBoolean),
  waitForCache: withDefault(true, parseBoolean),
  cacheTimeout: withDefault(Duration.minutes(5), parseTimeout),
  image: optional(parseImageReference),
} satisfies Table<KubeletPatchOptions>;

type Own<Options> = Table<Omit<Required<Options>, keyof KubeletPatchOptions>>;

/** The checked options of a KubeletPatch. */
export interface KubeletValues extends Values<typeof OPTIONS> {
  readonly place: Place;
}

const rule = rulesFor<Values<typeof OPTIONS>>();
const RULES = [
  rule(['fallback', 'nameservers'], ({ fallback, nameservers }, problems) => {
    if (fallback === undefined || nameservers === undefined) return;
    problems.add('fallback', fallback, 'says the same as nameservers', 'leave one of the two out');
  }),
];

/** A kind of KubeletPatch: its own options, and the place that they name. */
function kind<T extends Table<object>>(own: T, placeOf: (values: Values<T>) => Place): Parse<KubeletValues> {
  const parse = parseObject<typeof OPTIONS & T>({ ...OPTIONS, ...own }, RULES as never);
  return (options) => {
    const values = parse(options) as Values<typeof OPTIONS> & Values<T>;
    return { ...values, place: placeOf(values) };
  };
}

export const KUBELET_KINDS = {
  // The script finds the place on the node.
  auto: kind({}, () => ({ KIND: 'auto', FILE: '' })),
  configFile: kind(
    { path: withDefault('/var/lib/kubelet/config.yaml', parsePath) } satisfies Own<KubeletConfigFileOptions>,
    ({ path }) => ({ KIND: 'config-file', FILE: path }),
  ),
  environmentFile: kind(
    { path: parsePath, variable: parseVariable } satisfies Own<KubeletEnvironmentFileOptions>,
    ({ path, variable }) => ({ KIND: 'environment-file', FILE: path, VARIABLE: variable }),
  ),
  // The drop-in is a configuration file that may not exist yet. Its name sorts last, so it takes precedence.
  dropIn: kind(
    { directory: withDefault('/etc/kubernetes/kubelet.conf.d', parsePath) } satisfies Own<KubeletDropInOptions>,
    ({ directory }) => ({
      KIND: 'config-file',
      FILE: `${directory}/99-node-local-dns.conf`,
      CONFIG_DIR: directory,
    }),
  ),
};
export type KubeletKind = keyof typeof KUBELET_KINDS;

/** The settings with which a pod changes its node's kubelet. */
export interface KubeletSettings {
  readonly image: string;
  readonly waitForCache: boolean;
  /** The parameters of kubelet.sh. */
  readonly parameters: Record<string, string>;
}

/** @param registry the registry of the default image, instead of its own */
export function kubeletSettings(
  values: KubeletValues,
  { localIps, clusterDnsIps }: Addresses,
  registry?: string,
): KubeletSettings {
  const { place, fallback = true } = values;
  const nameservers = values.nameservers ?? (fallback ? [...localIps, ...clusterDnsIps] : localIps);
  return {
    image: (values.image ?? defaultImage(TOOLS, registry)).text,
    waitForCache: values.waitForCache,
    parameters: {
      ...place,
      SERVICE: values.service,
      RESTART_COMMAND: values.restartCommand,
      RESTART_SECONDS: String(values.restartTimeout),
      HEALTHZ: `http://127.0.0.1:${values.healthzPort}/healthz`,
      NAMESERVERS: nameservers.map(({ text }) => text).join(' '),
      CACHE_SECONDS: String(values.cacheTimeout),
    },
  };
}

/** Refuses nameservers that do not begin with the local IP: pods would not ask the cache first. */
export function checkNameservers({ nameservers }: KubeletValues, localIps: Addresses['localIps'], problems: Problems) {
  const first = localIps.map(({ text }) => text);
  const given = nameservers?.map(({ text }) => text);
  if (!given || first.every((text, index) => given[index] === text)) return;
  problems.add('kubelet.nameservers', given, 'does not begin with the local IP', `write ${first.join(', ')} first`);
}

function parseNameservers(value: unknown): Address[] {
  const addresses = parseList((address) => parseUnicastAddress(address))(value);
  if (addresses.length > 3) throw new Fault('has more than a pod can have', 'write 3 at most');
  if (new Set(addresses.map(({ text }) => text)).size < addresses.length) {
    throw new Fault('has an address twice', 'write it once');
  }
  return addresses;
}

function parseLine(value: unknown): string {
  const line = parseString(value);
  if (/\p{Cc}/u.test(line)) throw new Fault('has a line break or another control character', 'write one line');
  return inert(line);
}

function parsePath(value: unknown): string {
  const path = parseLine(value);
  if (!/^(\/[^/]+)+$/.test(path)) {
    throw new Fault('is no absolute path, or ends in a slash', 'write one such as /etc/kubernetes/kubelet');
  }
  return path;
}

function parseVariable(value: unknown): string {
  const name = parseString(value);
  if (!/^[A-Za-z_]\w*$/.test(name)) throw new Fault('is no name of a variable', 'write one such as KUBELET_EXTRA_ARGS');
  return name;
}

function parseService(value: unknown): string {
  const name = parseString(value);
  if (!/^[A-Za-z0-9][A-Za-z0-9:_.@-]*$/.test(name)) {
    throw new Fault('is no name of a service', 'write one such as kubelet');
  }
  return inert(name);
}

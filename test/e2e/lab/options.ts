import { ENGINES, type Engine, PROXY_MODES } from './engines';
import type { ProxyMode } from './node';

const USAGE = `npm run e2e -- [--engine host|uml] [--proxy-mode iptables|nftables|ipvs] [--keep] [arguments of vitest]
  --keep           leave the cluster up after the tests, and say how to enter it
  -t 'pattern'     run the tests whose name matches
Set NODE_CACHE_BIN to the path of the real node-cache to test with it instead of the stand-in.`;

export interface Options {
  engine: Engine;
  proxyModes: ProxyMode[];
  keep: boolean;
  vitest: string[];
}

export function parseOptions(args: string[]): Options {
  const rest = [...args];
  const take = (flag: string) => {
    const at = rest.indexOf(flag);
    return at < 0 ? undefined : rest.splice(at, 2)[1];
  };
  const pattern = takePattern(rest);
  const engine = (take('--engine') ?? 'host') as Engine;
  const mode = take('--proxy-mode') as ProxyMode | undefined;
  const wrong =
    rest.includes('--help') ||
    !ENGINES.includes(engine) ||
    (mode !== undefined && !['iptables', 'nftables', 'ipvs'].includes(mode));
  if (wrong) throw new Error(USAGE);
  const keep = rest.includes('--keep');
  const proxyModes = mode ? [mode] : PROXY_MODES[engine].slice(0, keep ? 1 : undefined);
  const vitest = rest.filter((arg) => arg !== '--keep');
  return { engine, proxyModes, keep, vitest: pattern ? [...vitest, '-t', pattern] : vitest };
}

/** All words up to the next option: the quotes around a pattern get lost on the way through npm and projen. */
function takePattern(args: string[]): string | undefined {
  const at = args.indexOf('-t');
  if (at < 0) return undefined;
  const next = args.findIndex((arg, index) => index > at && arg.startsWith('-'));
  const [, ...words] = args.splice(at, (next < 0 ? args.length : next) - at);
  return words.join(' ');
}

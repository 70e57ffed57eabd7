import { ENGINES, type Engine, PROXY_MODES } from './engines';
import type { ProxyMode } from './node';

const USAGE = `npm run e2e -- [--engine host|uml] [--proxy-mode iptables|nftables|ipvs] [--drills] [--keep] [arguments of vitest]
  --drills         run the drills, and nothing else, on every configuration, and write their tables
  --keep           leave the cluster up after the tests, and say how to enter it
  -t 'pattern'     run the tests whose name matches
Set NODE_CACHE_BIN to the path of the real node-cache to test with it instead of the stand-in.`;

export interface Options {
  engine: Engine;
  proxyModes: ProxyMode[];
  drills: boolean;
  keep: boolean;
  vitest: string[];
}

export function parseOptions(args: string[]): Options {
  const rest = [...args];
  const take = (flag: string) => {
    const at = rest.indexOf(flag);
    return at < 0 ? undefined : rest.splice(at, 2)[1];
  };
  const engine = (take('--engine') ?? 'host') as Engine;
  const mode = take('--proxy-mode') as ProxyMode | undefined;
  const wrong =
    rest.includes('--help') ||
    !ENGINES.includes(engine) ||
    (mode !== undefined && !['iptables', 'nftables', 'ipvs'].includes(mode));
  if (wrong) throw new Error(USAGE);
  const [drills, keep] = ['--drills', '--keep'].map((flag) => rest.includes(flag));
  const proxyModes = mode ? [mode] : PROXY_MODES[engine].slice(0, keep ? 1 : undefined);
  return { engine, proxyModes, drills, keep, vitest: rest.filter((arg) => !['--drills', '--keep'].includes(arg)) };
}

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { App, Chart } from 'cdk8s';
import type { k8s } from 'cdk8s-plus-28';
import { describe, expect, test } from 'vitest';
import { NodeLocalDnsCache, type NodeLocalDnsCacheProps } from '../src';
import { parseCorefile } from '../src/corefile/parser';
import type { Directive, ServerBlock } from '../src/corefile/tree';
import { asKubernetesReads } from './kubernetes/as-kubernetes-reads';

/** A cache in a chart of its own. */
export function cacheOf(props?: NodeLocalDnsCacheProps): NodeLocalDnsCache {
  return new NodeLocalDnsCache(new Chart(new App(), 'test'), 'nld', props);
}

/** For values that the compiler would refuse, as JavaScript and JSON bring them. */
export function cacheOfUntyped(props: Record<string, unknown>): NodeLocalDnsCache {
  return cacheOf(props as NodeLocalDnsCacheProps);
}

/** The problems of wrong props, one a line as the error has them. */
export function problemsOf(props: Record<string, unknown>): string[] {
  try {
    cacheOfUntyped(props);
  } catch (error) {
    const [title, ...problems] = (error as Error).message.split('\n  - ');
    if (/^NodeLocalDnsCache test\/nld has (a wrong value|\d+ wrong values), nothing is emitted:$/.test(title)) {
      return problems;
    }
    throw error;
  }
  return [];
}

/** The manifests as cdk8s writes them. */
export function manifestsOf(props?: NodeLocalDnsCacheProps) {
  const { serviceAccount, upstreamService, configMap, daemonSet, metricsService } = cacheOf(props);
  return {
    serviceAccount: serviceAccount.toJson(),
    upstreamService: upstreamService.toJson(),
    configMap: configMap.toJson(),
    daemonSet: daemonSet.toJson(),
    metricsService: metricsService?.toJson(),
  };
}

export function podSpecOf(props?: NodeLocalDnsCacheProps): k8s.PodSpec {
  return manifestsOf(props).daemonSet.spec.template.spec;
}

// biome-ignore lint/suspicious/noExplicitAny: what is written has other names (`clusterIP`) than the types that made it
export function containerOf(props?: NodeLocalDnsCacheProps): any {
  return podSpecOf(props).containers[0];
}

/** The value of a flag of node-cache. */
export function flagOf(flag: string, props?: NodeLocalDnsCacheProps): string | undefined {
  const args: string[] = containerOf(props).args;
  return args.includes(flag) ? args[args.indexOf(flag) + 1] : undefined;
}

export function corefileOf(props?: NodeLocalDnsCacheProps): readonly ServerBlock[] {
  return parseCorefile(cacheOf(props).corefile);
}

/** The directives of a zone, each as one line; what stands in braces follows after a colon. */
export function zoneOf(zone: string, props?: NodeLocalDnsCacheProps): string[] {
  const block = corefileOf(props).find(({ keys }) => keys.includes(`${zone}:53`));
  if (!block) throw new Error(`no zone ${zone}`);
  return block.directives.map(lineOf);
}

function lineOf({ name, args, block }: Directive): string {
  const line = [name, ...args].join(' ');
  return block ? `${line}: ${block.map(lineOf).join(', ')}` : line;
}

export function zonesOf(props?: NodeLocalDnsCacheProps): string[] {
  return corefileOf(props).flatMap(({ keys }) => keys);
}

/** The command of a container, as its shell gets it. */
export function commandOf({ command = [] }: { command?: string[] }): string[] {
  return command.map(asKubernetesReads);
}

/** What a container's command has to be that runs a script of this repository. */
export function commandWith(script: string, ...args: string[]): string[] {
  return ['/bin/sh', '-c', readFileSync(`src/${script}`, 'utf8'), basename(script), ...args];
}

/** The fault of a parse function, as `reason; fix`. */
export function faultOf(parse: () => unknown): string {
  try {
    parse();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
}

type Prop = keyof NodeLocalDnsCacheProps;

/**
 * A prop, or the path of what is wrong below it, the prop's value, the reason and the fix, and other props where the value
 * alone is not wrong.
 */
export type Wrong = [
  path: Prop | `${Prop}.${string}` | `${Prop}[${string}`,
  value: unknown,
  expected: string,
  others?: NodeLocalDnsCacheProps,
];

/** Tests that each wrong value is one problem, which names the path, the reason and the fix. */
export function describeRefused(tables: Record<string, Wrong[]>) {
  describe.each(Object.entries(tables))('%s', (_, wrongs) => {
    test.each(wrongs)('%s: %j is refused', (path, value, expected, others) => {
      const [prop] = path.split(/[.[]/);
      const problems = problemsOf({ ...others, [prop]: value });

      expect(problems).toHaveLength(1);
      expect(problems[0].slice(0, path.length)).toBe(path);
      expect(problems[0].slice(path.length)).toMatch(/^([.[][^:]*)?: got /);
      expect(problems[0].slice(-expected.length - 2)).toBe(`: ${expected}`);
    });
  });
}

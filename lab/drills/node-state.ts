import { sh } from '../harness/process';
import { CACHE_ADDRESSES } from '../harness/variants';
import { links } from './caches';

const TABLES = ['raw', 'filter', 'nat'];

/** The state of a cache on the node: its rules, and the addresses of its interface. */
export async function nodeState(): Promise<string[]> {
  const rules = TABLES.flatMap((table) =>
    sh('iptables', ['-t', table, '-S'])
      .split('\n')
      .filter((rule) => /NodeLocal DNS|node-local-dns/.test(rule))
      // Each pod names its rules after itself.
      .map((rule) => `rule: ${table} ${rule.replace(/(node-local-dns(-b)?)-\w{5}"/, '$1"')}`),
  );
  const addresses = links().flatMap((link) => {
    const output = sh('ip', ['-brief', 'address', 'show', 'dev', link]);
    return ['interface', ...output.trim().split(/\s+/).slice(2)];
  });
  return [...rules, ...addresses].sort();
}

/** Whether a cache has come up completely. The rules come last. */
export function isComplete(state: string[]): boolean {
  return CACHE_ADDRESSES.every((address) => state.some((entry) => entry.includes(`raw -A OUTPUT -s ${address}/32`)));
}

/** A short description of how a state differs from the expected one; empty if it does not. */
export function difference(expected: string[], found: string[]): string {
  const without = (some: string[], others: string[]) => some.filter((entry) => !others.includes(entry));
  return [...counted(without(expected, found), 'missing'), ...counted(without(found, expected), 'left')].join(', ');
}

function counted(entries: string[], what: string): string[] {
  const rules = entries.filter((entry) => entry.startsWith('rule: ')).length;
  return [
    ...(rules ? [`${rules} rules ${what}`] : []),
    ...(entries.includes('interface') ? [`interface ${what}`] : []),
  ];
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LOGS } from './process';

/** The sum of a metric's samples whose labels contain `labels`. */
export async function metric(address: string, name: string, labels = '', port = 9253): Promise<number> {
  const text = await (await fetch(`http://${address}:${port}/metrics`)).text();
  return text
    .split('\n')
    .filter((line) => (line.startsWith(`${name}{`) || line.startsWith(`${name} `)) && line.includes(labels))
    .reduce((sum, line) => sum + Number(line.split(' ').pop()), 0);
}

/** The number of queries for a name that reached the resolvers outside of the cluster. */
export function siteQueries(name: string): number {
  const log = readFileSync(join(LOGS, 'site-resolver.log'), 'utf8');
  return log.split('\n').filter((line) => line.endsWith(` ${name}.`)).length;
}

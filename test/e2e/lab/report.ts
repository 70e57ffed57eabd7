import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A figure that a test measured, for the report and not for an assertion. */
export interface Figure {
  proxyMode: string;
  what: string;
  value: number | string;
  unit: string;
}

export function record(what: string, value: number | string, unit = '') {
  const directory = join(process.env.LAB_OUT ?? '/run/lab', 'figures');
  mkdirSync(directory, { recursive: true });
  const figure: Figure = { proxyMode: process.env.LAB_PROXY_MODE ?? '', what, value, unit };
  writeFileSync(join(directory, `${Date.now()}-${readdirSync(directory).length}.json`), JSON.stringify(figure));
}

/** What the tests of one machine recorded. */
export function figuresIn(out: string): Figure[] {
  const directory = join(out, 'figures');
  try {
    return readdirSync(directory)
      .sort()
      .map((file) => JSON.parse(readFileSync(join(directory, file), 'utf8')));
  } catch {
    return [];
  }
}

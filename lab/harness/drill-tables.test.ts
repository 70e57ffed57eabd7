import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { withDrillTables } from './drill-tables';

const EMPTY = 'before\n<!-- drills, ipvs: begin -->\n<!-- drills, ipvs: end -->\nafter\n';
const figure = (what: string, configuration: string, value: string, proxyMode = 'ipvs') => ({
  what,
  configuration,
  value,
  proxyMode,
});
const FIRST = withDrillTables(EMPTY, 'a machine', [
  figure('OOM kill', 'ours', '0 of 9'),
  figure('update', 'ours', '1'),
]);

describe('the tables of the drills', () => {
  test('have a row for each drill and a column for each configuration', () => {
    expect(FIRST).toBe(`before
<!-- drills, ipvs: begin -->
kube-proxy in ipvs mode, a machine:

| what happens | ours |
| --- | --- |
| OOM kill | 0 of 9 |
| update | 1 |
<!-- drills, ipvs: end -->
after
`);
  });

  test('keep what was not measured this time, and their order', () => {
    const second = withDrillTables(FIRST, 'a machine', [
      figure('update', 'official', '2'),
      figure('update', 'ours', '3'),
    ]);
    expect(second).toContain(`
| what happens | official | ours |
| --- | --- | --- |
| OOM kill | | 0 of 9 |
| update | 2 | 3 |
`);
  });

  test('keep nothing of another kind of machine', () => {
    const second = withDrillTables(FIRST, 'another', [figure('update', 'ours', '3')]);
    expect(second).toContain('another:\n\n| what happens | ours |\n| --- | --- |\n| update | 3 |\n');
    expect(second).not.toContain('OOM kill');
  });

  test('stay as they are for the modes that did not run', () => {
    expect(withDrillTables(FIRST, 'a machine', [])).toBe(FIRST);
  });

  test('have a place in the page', () => {
    expect(() => withDrillTables(FIRST, 'a machine', [figure('update', 'ours', '3', 'iptables')])).toThrow(
      'the page lacks <!-- drills, iptables: begin --> and <!-- drills, iptables: end -->',
    );
    const page = readFileSync('docs/availability.md', 'utf8');
    for (const mode of ['iptables', 'nftables', 'ipvs']) {
      expect(withDrillTables(page, 'a machine', [figure('a drill', 'ours', 'its figure', mode)])).toContain(
        '| a drill | its figure |',
      );
    }
  });
});

import { describe, expect, test } from 'vitest';
import { cacheOf, manifestsOf, problemsOf, zoneOf, zonesOf } from '../helpers';

const hostRecords = { '192.0.2.21': ['NameNode.Example.', 'namenode'], 'FD00:0::21': ['namenode.example'] };

test('the hosts file has a line for each name, since CoreDNS reads none beyond a very long one', () => {
  expect(manifestsOf({ hostRecords }).configMap.data.hosts).toBe(
    '192.0.2.21 namenode.example\n192.0.2.21 namenode\nfd00::21 namenode.example\n',
  );
});

test('the file is mounted beside the Corefile, as a whole directory, so that changes reach it', () => {
  const { volumes, containers } = manifestsOf({ hostRecords }).daemonSet.spec.template.spec;

  expect(volumes[1].configMap.items).toEqual([
    { key: 'Corefile', path: 'Corefile.base' },
    { key: 'hosts', path: 'hosts' },
  ]);
  expect(containers[0].volumeMounts[1]).toEqual({ name: 'config-volume', mountPath: '/etc/coredns' });
});

test('every zone asks the file before any server, and the server if the file has no answer', () => {
  for (const key of zonesOf({ hostRecords })) {
    expect(zoneOf(key.replace(':53', ''), { hostRecords })).toContain(
      'hosts /etc/coredns/hosts .: ttl 30, fallthrough',
    );
  }
});

describe('without records', () => {
  test.each([[undefined], [{}]])('%j there is no file and no plugin', (none) => {
    expect(manifestsOf({ hostRecords: none }).configMap.data).not.toHaveProperty('hosts');
    expect(cacheOf({ hostRecords: none }).corefile).not.toContain('hosts');
  });
});

test('fails on records that no ConfigMap can hold', () => {
  const names = Array.from(
    { length: 5000 },
    (_, index) => `${'x'.repeat(60)}.${'y'.repeat(60)}.${'z'.repeat(60)}.n${index}`,
  );
  const tooMany = { '192.0.2.1': names, '192.0.2.2': names };

  expect(problemsOf({ hostRecords: tooMany })[0]).toMatch(
    /make a ConfigMap of 1[89]\d{5} bytes with all else that it holds, and one holds 1048576; serve them with/,
  );
});

test('the prop that makes a ConfigMap too large is the one that the error names', () => {
  const records = Array.from({ length: 40_000 }, (_, index) => `    192.0.2.1 name-of-the-host-${index}.example\n`);
  const extraServerBlocks = `large.example {\n  hosts {\n${records.join('')}  }\n}\n`;

  expect(problemsOf({ extraServerBlocks })[0]).toMatch(/^extraServerBlocks: got '\d+ characters': make a ConfigMap of/);
});
